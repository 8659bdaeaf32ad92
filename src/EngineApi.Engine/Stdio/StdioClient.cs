using System.IO.Pipelines;
using EngineApi.Wire.Streams;

namespace EngineApi.Engine.Stdio;

/// <summary>
/// One attached client. The stdio thread puts output into its queue; <see cref="PumpAsync"/> takes it out wherever the
/// caller runs. The queue is bounded by the hub, which stops reading while it is over its limits.
/// </summary>
#pragma warning disable CA1001 // The token source has neither a timer nor a wait handle: there is nothing to dispose.
public sealed class StdioClient
#pragma warning restore CA1001
{
    private readonly StdioHub _hub;
    private readonly StdioAttach _wanted;
    private readonly bool _tty;
    private readonly LogPosition? _log;
    private readonly CancellationTokenSource _ended = new();
    private readonly ClientQueue _queue;
    private volatile int _end = -1;

    internal StdioClient(StdioHub hub, ClientQueue queue, StdioAttach wanted, bool tty, LogPosition? log, Task<StdinPipe?> stdin)
    {
        _hub = hub;
        _queue = queue;
        _wanted = wanted;
        _tty = tty;
        _log = log;
        Stdin = stdin;
    }

    /// <summary>Of the run it is attached to, once that has begun; never of a later one.</summary>
    internal Task<StdinPipe?> Stdin { get; }

    internal bool HasCaughtUp => _queue.HasCaughtUp;

    internal long Delivered => _queue.Delivered;

    internal bool HalfCloses => _wanted.HalfCloses;

    /// <summary>The process it was attached to has ended; the next one is not its.</summary>
    internal bool RunEnded => _end == (int)StdioEnd.EndOfStream;

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
            _queue.CompleteReader();
            _hub.Close(_queue);
        }
    }

    /// <summary>
    /// Brings a client's input to the process. At its end the process's stdin is closed (StdinOnce without a TTY), or
    /// else this client's output ends, as with Docker. Returns when there is nothing more to bring.
    /// </summary>
    public Task PumpInputAsync(PipeReader input, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new ClientInput(_hub, this, input, _tty ? new DetachKeyFilter(_wanted.DetachKeys) : null).PumpAsync(cancellation, _ended.Token);
    }

    /// <summary>Ends this client alone. Any thread.</summary>
    public void Detach()
    {
        if (Close(StdioEnd.Detached))
            _queue.Wake();
        _hub.Remove(this);
    }

    /// <summary>Queues a batch; stdio thread only. False: the client lags over its limits now.</summary>
    internal bool Offer(StdStream stream, ReadOnlySpan<byte> bytes)
    {
        if (!(stream == StdStream.Stderr ? _wanted.Stderr : _wanted.Stdout) || _end >= 0 || bytes.IsEmpty)
            return true;
        if (_tty || !_wanted.Framed)
            return _queue.Put([], bytes);
        Span<byte> header = stackalloc byte[StdcopyFrame.HeaderSize];
        StdcopyFrame.WriteHeader(header, stream, bytes.Length);
        return _queue.Put(header, bytes);
    }

    /// <summary>No more output will come; what is queued is still delivered. Stdio thread only.</summary>
    internal void EndOutput(StdioEnd end)
    {
        Close(end);
        _queue.Complete();
        if (end == StdioEnd.EndOfStream)
            return;
        _queue.Wake();
        _queue.Close();
    }

    private async Task<StdioEnd> CopyQueueAsync(PipeWriter output, CancellationToken cancellation)
    {
        while (_end is not ((int)StdioEnd.Detached or (int)StdioEnd.Dropped))
        {
            var length = await _queue.TakeAsync(output, cancellation);
            if (length == ClientQueue.AtEnd)
                return StdioEnd.EndOfStream;
            if (length == 0)
                continue;
            if ((await output.FlushAsync(cancellation)).IsCompleted)
                return StdioEnd.Detached;
            _queue.HasDelivered(length);
            _hub.OnDelivered(this);
        }

        return (StdioEnd)_end;
    }

    private bool Close(StdioEnd end)
    {
        if (Interlocked.CompareExchange(ref _end, (int)end, -1) != -1)
            return false;
        _ended.CancelAsync();
        return true;
    }
}
