using EngineApi.Linux.Descriptors;
using EngineApi.Linux.Epoll;
using EngineApi.Wire.Streams;

namespace EngineApi.Engine.Stdio;

/// <summary>
/// Reads one output FIFO, a bounded batch at each event so that no stream starves another. A stream that says much rests for
/// a millisecond between its batches: read as they come, its pieces would be of a few kilobytes, and waking up for each costs
/// several times what it takes to log and deliver it. Stdio thread only.
/// </summary>
internal sealed class OutputPump : IDisposable
{
    // What the FIFO, the process's own pipe and the shim between them can hold at an exit.
    private const int MostLeft = 2 << 20;

    // A stream is busy when it brings so much within a rest's time; what is typed or echoed is far from that.
    private const int BusyBytes = 8 << 10;

    // Batches of this size are large enough; resting would only slow the stream, whose FIFO holds four of them.
    private const int EnoughBytes = StdioThread.BatchBytes / 4;
    private const int RestMilliseconds = 1;

    private readonly StdioThread _thread;
    private readonly StdioHub _hub;
    private readonly FileDescriptor _fifo;
    private readonly ContainerLog? _log;
    private readonly Action _rested;
    private Registration? _registration;
    private long _recentSince;
    private int _recentBytes;
    private bool _suspended = true;
    private bool _resting;

    public OutputPump(StdioThread thread, StdioHub hub, FileDescriptor fifo, StdStream stream, ContainerLog? log)
    {
        _thread = thread;
        _hub = hub;
        _fifo = fifo;
        _log = log;
        Stream = stream;
        _rested = Rested;
    }

    public StdStream Stream { get; }

    public FileDescriptor Fifo => _fifo;

    public bool Ended { get; private set; }

    public void Suspend()
    {
        _suspended = true;
        Unwatch();
    }

    public void Resume()
    {
        _suspended = false;
        Watch();
    }

    /// <summary>
    /// Reads what waited in a FIFO that was opened anew, and ends if nobody has it open for writing any more: epoll reports a
    /// hang-up only to those who were there when the writer was.
    /// </summary>
    public void CatchUp()
    {
        if (ReadLeft())
            End();
    }

    /// <summary>Reads what is left now, and ends.</summary>
    public void Drain()
    {
        ReadLeft();
        End();
    }

    /// <returns>Whether the stream is at its end.</returns>
    private bool ReadLeft()
    {
        try
        {
            for (var left = MostLeft; left > 0 && !Ended;)
            {
                if (!TryRead(out var fresh))
                    return false;
                if (fresh.IsEmpty)
                    return true;
                left -= fresh.Length;
                _hub.Deliver(Stream, fresh);
            }
        }
        catch (IOException failure)
        {
            StdioLog.OutputFailed(_thread.Logger, failure);
            return true;
        }

        return Ended;
    }

    public void Dispose()
    {
        Suspend();
        _fifo.Dispose();
    }

    private void OnReady(Readiness ready)
    {
        try
        {
            if (!TryRead(out var fresh))
                return;
            if (!fresh.IsEmpty)
            {
                RestIfBusy(fresh.Length);
                _hub.Deliver(Stream, fresh);
            }
            else if ((ready & Readiness.HangUp) != 0)
            {
                End();
            }
        }
        catch (IOException failure)
        {
            StdioLog.OutputFailed(_thread.Logger, failure);
            End();
        }
    }

    private void RestIfBusy(int count)
    {
        var clock = _thread.Clock;
        if (clock.GetElapsedTime(_recentSince).TotalMilliseconds > RestMilliseconds)
            (_recentSince, _recentBytes) = (clock.GetTimestamp(), 0);
        _recentBytes += count;
        if (_recentBytes < BusyBytes || count >= EnoughBytes)
            return;
        _resting = true;
        Unwatch();
        _thread.Reactor.RunAfter(RestMilliseconds, _rested);
    }

    private void Rested()
    {
        _resting = false;
        Watch();
    }

    private void Watch()
    {
        if (!Ended && !_suspended && !_resting)
            _registration ??= _thread.Reactor.Register(_fifo, Readiness.Readable, OnReady);
    }

    // A mere change of interest would not do: a hang-up is reported whether asked for or not.
    private void Unwatch()
    {
        _registration?.Dispose();
        _registration = null;
    }

    private bool TryRead(out ReadOnlySpan<byte> fresh)
    {
        if (_log is not null)
            return _log.TryCapture(Stream, _fifo, out fresh);
        var read = _fifo.TryRead(_thread.Raw.AsSpan(0, StdioThread.BatchBytes), out var count);
        fresh = _thread.Raw.AsSpan(0, count);
        return read;
    }

    private void End()
    {
        if (Ended)
            return;
        Ended = true;
        Suspend();
        _log?.Finish(Stream);
        _hub.OnPumpEnded();
    }
}
