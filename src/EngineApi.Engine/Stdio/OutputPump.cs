using EngineApi.Linux.Descriptors;
using EngineApi.Linux.Epoll;
using EngineApi.Wire.Streams;

namespace EngineApi.Engine.Stdio;

/// <summary>Reads one output FIFO, a bounded batch at each event so that no stream starves another. Stdio thread only.</summary>
internal sealed class OutputPump : IDisposable
{
    // What the FIFO, the process's own pipe and the shim between them can hold at an exit.
    private const int MostLeft = 2 << 20;

    private readonly StdioThread _thread;
    private readonly StdioHub _hub;
    private readonly FileDescriptor _fifo;
    private readonly ContainerLog? _log;
    private Registration? _registration;

    public OutputPump(StdioThread thread, StdioHub hub, FileDescriptor fifo, StdStream stream, ContainerLog? log)
    {
        _thread = thread;
        _hub = hub;
        _fifo = fifo;
        _log = log;
        Stream = stream;
    }

    public StdStream Stream { get; }

    public bool Ended { get; private set; }

    // A mere change of interest would not do: a hang-up is reported whether asked for or not.
    public void Suspend()
    {
        _registration?.Dispose();
        _registration = null;
    }

    public void Resume()
    {
        if (!Ended)
            _registration ??= _thread.Reactor.Register(_fifo, Readiness.Readable, OnReady);
    }

    /// <summary>Reads what is left now, and ends.</summary>
    public void Drain()
    {
        try
        {
            for (var left = MostLeft; left > 0 && !Ended;)
            {
                if (!TryRead(out var fresh) || fresh.IsEmpty)
                    break;
                left -= fresh.Length;
                _hub.Deliver(Stream, fresh);
            }
        }
        catch (IOException failure)
        {
            StdioLog.OutputFailed(_thread.Logger, failure);
        }

        End();
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
                _hub.Deliver(Stream, fresh);
            else if ((ready & Readiness.HangUp) != 0)
                End();
        }
        catch (IOException failure)
        {
            StdioLog.OutputFailed(_thread.Logger, failure);
            End();
        }
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
