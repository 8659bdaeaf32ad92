using System.Buffers;
using System.IO.Pipelines;
using EngineApi.Wire.Streams;

namespace EngineApi.Engine.Stdio;

/// <summary>
/// One attached client. The stdio thread puts output into its queue; <see cref="PumpAsync"/> takes it out wherever the
/// caller runs. The queue is bounded by the hub, which stops reading while it is over its limit.
/// </summary>
#pragma warning disable CA1001 // The token source has neither a timer nor a wait handle: there is nothing to dispose.
public sealed class StdioClient
#pragma warning restore CA1001
{
    private const int MostBytesAtOnce = 64 << 10;

    private readonly StdioHub _hub;
    private readonly StdioAttach _wanted;
    private readonly bool _tty;
    private readonly LogPosition? _log;
    private readonly CancellationTokenSource _ended = new();
    private readonly Pipe _queue = new(new PipeOptions(
        writerScheduler: PipeScheduler.Inline, pauseWriterThreshold: 0, resumeWriterThreshold: 0,
        minimumSegmentSize: 16 << 10, useSynchronizationContext: false));

    private long _queued;
    private long _delivered;
    private int _end = -1;

    internal StdioClient(StdioHub hub, StdioAttach wanted, bool tty, LogPosition? log)
    {
        _hub = hub;
        _wanted = wanted;
        _tty = tty;
        _log = log;
    }

    /// <summary>Bytes in the queue.</summary>
    internal long Lag => Interlocked.Read(ref _queued) - Interlocked.Read(ref _delivered);

    internal long Delivered => Interlocked.Read(ref _delivered);

    internal bool HalfCloses => _wanted.HalfCloses;

    /// <summary>Set on the stdio thread while the hub waits for this client.</summary>
    internal bool IsLaggard { get; set; }

    internal long DeliveredAtLastCheck { get; set; }

    /// <summary>
    /// Writes the output until it ends: stdcopy frames, or the raw bytes with a TTY or on request. Ends the client in any case, also
    /// when <paramref name="output"/> fails or is completed by its reader.
    /// </summary>
    public async Task<StdioEnd> PumpAsync(PipeWriter output, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(output);
        try
        {
            if (_log is { } end && !await _hub.CopyLogAsync(_wanted, end, output, cancellation))
                return StdioEnd.Detached;
            return await CopyQueueAsync(output, cancellation);
        }
        finally
        {
            Detach();
            await _queue.Reader.CompleteAsync();
        }
    }

    /// <summary>
    /// Brings a client's input to the process. At its end the process's stdin is closed (StdinOnce without a TTY), or
    /// else this client's output ends, as with Docker. Returns when there is nothing more to bring.
    /// </summary>
    public async Task PumpInputAsync(PipeReader input, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(input);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _ended.Token);
        var filter = _tty ? new DetachKeyFilter(_wanted.DetachKeys) : null;
        var passed = new ArrayBufferWriter<byte>();
        try
        {
            while (true)
            {
                var read = await input.ReadAsync(either.Token);
                passed.ResetWrittenCount();
                var detach = Pass(read.Buffer, filter, passed, read.IsCompleted);
                input.AdvanceTo(read.Buffer.End);
                var reads = passed.WrittenCount == 0 || await _hub.WriteStdinAsync(passed.WrittenMemory, either.Token);
                if (detach)
                    Detach();
                if (read.IsCompleted)
                    await _hub.OnInputEndedAsync(this);
                if (detach || read.IsCompleted || !reads)
                    return;
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // The output ended first; what is still typed belongs to nobody.
        }
    }

    /// <summary>Ends this client alone. Any thread.</summary>
    public void Detach()
    {
        if (Close(StdioEnd.Detached))
            _queue.Reader.CancelPendingRead();
        _hub.Remove(this);
    }

    /// <summary>Queues a batch; stdio thread only. False: the client lags over the limit now.</summary>
    internal bool Offer(StdStream stream, ReadOnlySpan<byte> bytes, int limit)
    {
        if (!(stream == StdStream.Stderr ? _wanted.Stderr : _wanted.Stdout) || _end >= 0 || bytes.IsEmpty)
            return true;
        var header = _tty || !_wanted.Framed ? 0 : StdcopyFrame.HeaderSize;
        if (header > 0)
        {
            StdcopyFrame.WriteHeader(_queue.Writer.GetSpan(header), stream, bytes.Length);
            _queue.Writer.Advance(header);
        }

        _queue.Writer.Write(bytes);
        Interlocked.Add(ref _queued, header + bytes.Length);
        Flush();
        return Lag <= limit;
    }

    /// <summary>No more output will come; what is queued is still delivered. Stdio thread only.</summary>
    internal void EndOutput(StdioEnd end)
    {
        Close(end);
        if (end == StdioEnd.Dropped)
            _queue.Reader.CancelPendingRead();
        _queue.Writer.Complete();
    }

    private async Task<StdioEnd> CopyQueueAsync(PipeWriter output, CancellationToken cancellation)
    {
        while (true)
        {
            var read = await _queue.Reader.ReadAsync(cancellation);
            if (read.IsCanceled || _end is (int)StdioEnd.Detached or (int)StdioEnd.Dropped)
            {
                _queue.Reader.AdvanceTo(read.Buffer.Start);
                return (StdioEnd)_end;
            }

            if (read.Buffer.IsEmpty && read.IsCompleted)
                return StdioEnd.EndOfStream;

            // In small pieces, so that a slow reader is seen to make progress.
            var piece = read.Buffer.Slice(0, Math.Min(read.Buffer.Length, MostBytesAtOnce));
            foreach (var segment in piece)
                output.Write(segment.Span);
            var length = piece.Length;
            _queue.Reader.AdvanceTo(piece.End);
            if ((await output.FlushAsync(cancellation)).IsCompleted)
                return StdioEnd.Detached;
            Interlocked.Add(ref _delivered, length);
            _hub.OnDelivered(this);
        }
    }

    private static bool Pass(in ReadOnlySequence<byte> input, DetachKeyFilter? filter, ArrayBufferWriter<byte> passed, bool last)
    {
        if (filter is not null)
        {
            var detach = filter.Filter(input, passed);
            if (last && !detach)
                filter.Flush(passed);
            return detach;
        }

        foreach (var segment in input)
            passed.Write(segment.Span);
        return false;
    }

    private bool Close(StdioEnd end)
    {
        if (Interlocked.CompareExchange(ref _end, (int)end, -1) != -1)
            return false;
        _ended.CancelAsync();
        return true;
    }

    // The pipe never makes its writer wait, so this is done at once.
    private void Flush()
    {
        var flushed = _queue.Writer.FlushAsync();
        if (!flushed.IsCompletedSuccessfully)
            throw new InvalidOperationException("the queue of a client has no limit of its own and cannot be full");
    }
}
