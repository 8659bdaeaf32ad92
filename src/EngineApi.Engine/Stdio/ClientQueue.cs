using System.Buffers;
using System.IO.Pipelines;

namespace EngineApi.Engine.Stdio;

/// <summary>
/// What a client has still to get, in order: in memory up to a limit, beyond that in a <see cref="BacklogFile"/>, and in memory again
/// only when that is full as well. The stdio thread puts in, the client's pump takes out.
/// </summary>
internal sealed class ClientQueue(StdioThread thread, StdioHubOptions options)
{
    /// <summary>Of <see cref="TakeAsync"/>: nothing is left, and nothing will come.</summary>
    public const int AtEnd = -1;

    // In small pieces, so that a slow reader is seen to make progress.
    private const int MostBytesAtOnce = 64 << 10;

    private readonly Lock _gate = new();
    private readonly Queue<Run> _runs = [];
    private readonly Pipe _memory = new(new PipeOptions(
        writerScheduler: PipeScheduler.Inline, pauseWriterThreshold: 0, resumeWriterThreshold: 0,
        minimumSegmentSize: 16 << 10, useSynchronizationContext: false));

    private Run? _newest;
    private volatile BacklogFile? _file;
    private long _inMemory;
    private long _inMemoryTaken;
    private long _delivered;
    private bool _closed;

    /// <summary>Bytes that the client got. Any thread.</summary>
    public long Delivered => Interlocked.Read(ref _delivered);

    /// <summary>Whether a client that was over its limits has caught up far enough to go on. Any thread.</summary>
    public bool HasCaughtUp
    {
        get
        {
            lock (_gate)
                return _file is { Pending: > 0 } file ? file.Pending <= file.Capacity / 2 : _inMemory <= options.QueueBytes / 2;
        }
    }

    /// <summary>Takes bytes in, whatever the limits. False: the client is over them now. Stdio thread only.</summary>
    public bool Put(ReadOnlySpan<byte> header, ReadOnlySpan<byte> bytes)
    {
        var length = header.Length + bytes.Length;
        if (MustSpill(length) && TrySpill(header, bytes))
        {
            Add(inFile: true, length);
            // The client may wait for what comes in memory.
            _memory.Reader.CancelPendingRead();
            return true;
        }

        Add(inFile: false, length);
        _memory.Writer.Write(header);
        _memory.Writer.Write(bytes);
        Flush();
        lock (_gate)
            return _inMemory <= options.QueueBytes;
    }

    /// <summary>No more will come. Stdio thread only.</summary>
    public void Complete() => _memory.Writer.Complete();

    /// <summary>Lets a take that waits return. Any thread.</summary>
    public void Wake() => _memory.Reader.CancelPendingRead();

    /// <summary>
    /// Moves the next bytes into the buffer of a writer, which is still to be flushed; <see cref="HasDelivered"/> is for after that.
    /// Returns their number, 0 after a <see cref="Wake"/>, or <see cref="AtEnd"/>.
    /// </summary>
    public async ValueTask<int> TakeAsync(PipeWriter output, CancellationToken cancellation)
    {
        if (Next() is { InFile: true } spilled)
            return TakeSpilled(spilled, output);
        var read = await _memory.Reader.ReadAsync(cancellation);
        var next = Next();
        if (read.IsCanceled || next is null or { InFile: true })
        {
            _memory.Reader.AdvanceTo(read.Buffer.Start);
            return next is null && read is { IsCanceled: false, IsCompleted: true } ? AtEnd : 0;
        }

        var piece = read.Buffer.Slice(0, Math.Min(Math.Min(read.Buffer.Length, next.Length), MostBytesAtOnce));
        foreach (var segment in piece)
            output.Write(segment.Span);
        var length = (int)piece.Length;
        _memory.Reader.AdvanceTo(piece.End);
        _inMemoryTaken = length;
        Shorten(next, length);
        return length;
    }

    /// <summary>To be told when what was taken has been flushed.</summary>
    public void HasDelivered(int length)
    {
        lock (_gate)
            _inMemory -= _inMemoryTaken;
        _inMemoryTaken = 0;
        Interlocked.Add(ref _delivered, length);
    }

    /// <summary>The client takes no more.</summary>
    public void CompleteReader() => _memory.Reader.Complete();

    /// <summary>Gives the disk's room back, what is left in it included. Stdio thread only.</summary>
    public void Close()
    {
        _closed = true;
        CloseFile();
    }

    private bool MustSpill(int length)
    {
        lock (_gate)
            return !_closed && (_file is { Pending: > 0 } || _inMemory + length > options.QueueBytes);
    }

    private bool TrySpill(ReadOnlySpan<byte> header, ReadOnlySpan<byte> bytes)
    {
        if (_file is null && options.BacklogDirectory is { } directory && thread.Backlogs < StdioThread.MostBacklogs
            && BacklogFile.TryOpen(directory, options.BacklogBytes) is { } opened)
        {
            thread.Backlogs++;
            _file = opened;
        }

        return _file?.TryAppend(header, bytes) ?? false;
    }

    private int TakeSpilled(Run spilled, PipeWriter output)
    {
        if (_file is not { } file)
            return 0;
        var length = (int)Math.Min(spilled.Length, MostBytesAtOnce);
        try
        {
            file.Take(output.GetSpan(length)[..length]);
        }
        catch (ObjectDisposedException)
        {
            // Dropped or detached at this moment; its end says so.
            return 0;
        }

        output.Advance(length);
        Shorten(spilled, length);
        if (file.Pending == 0)
            thread.Reactor.Post(CloseDrained);
        return length;
    }

    private void CloseDrained()
    {
        if (_file is { Pending: 0 })
            CloseFile();
    }

    private void CloseFile()
    {
        if (_file is null)
            return;
        thread.Backlogs--;
        _file.Dispose();
        _file = null;
    }

    private void Add(bool inFile, int length)
    {
        lock (_gate)
        {
            _inMemory += inFile ? 0 : length;
            if (_newest?.InFile != inFile || _runs.Count == 0)
                _runs.Enqueue(_newest = new Run(inFile));
            _newest.Length += length;
        }
    }

    private Run? Next()
    {
        lock (_gate)
            return _runs.TryPeek(out var next) ? next : null;
    }

    private void Shorten(Run first, int length)
    {
        lock (_gate)
        {
            if ((first.Length -= length) == 0)
                _runs.Dequeue();
        }
    }

    // The pipe never makes its writer wait, so this is done at once.
    private void Flush()
    {
        var flushed = _memory.Writer.FlushAsync();
        if (!flushed.IsCompletedSuccessfully)
            throw new InvalidOperationException("the queue of a client has no limit of its own and cannot be full");
    }

    /// <summary>So many bytes that lie in one place, one behind the other.</summary>
    private sealed class Run(bool inFile)
    {
        public bool InFile => inFile;

        public long Length { get; set; }
    }
}
