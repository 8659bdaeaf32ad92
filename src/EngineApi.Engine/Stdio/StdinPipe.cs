using EngineApi.Linux;
using EngineApi.Linux.Descriptors;
using EngineApi.Linux.Epoll;
using EngineApi.Linux.Fifos;
using Microsoft.Extensions.Logging;

namespace EngineApi.Engine.Stdio;

/// <summary>
/// Our end of a process's stdin. Until the process started it holds both ends, so that input may come before the shim
/// has opened its own; afterwards only the write end, so that a reader that goes away is noticed. Writers take turns.
/// </summary>
internal sealed class StdinPipe : IAsyncDisposable
{
    private readonly string _path;
    private readonly Func<CancellationToken, Task> _closeStdin;
    private readonly Reactor _reactor;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly CancellationTokenSource _disposed = new();
    private FileDescriptor? _fifo;
    private volatile bool _started;
    private volatile bool _closeWanted;
    private bool _holdsBothEnds;

    /// <param name="thread">Whose reactor tells when a full pipe can be written to again.</param>
    /// <param name="path">Of the FIFO.</param>
    /// <param name="fifo">Our end, or both.</param>
    /// <param name="started">Whether the shim has opened its own.</param>
    /// <param name="ended">Whether the input is at its end before the start.</param>
    /// <param name="closeStdin">Closes the write end that the shim has.</param>
    public StdinPipe(StdioThread thread, string path, FileDescriptor fifo, bool started, bool ended, Func<CancellationToken, Task> closeStdin)
    {
        _reactor = thread.Reactor;
        _logger = thread.Logger;
        _path = path;
        _fifo = fifo;
        _started = started;
        _holdsBothEnds = !started;
        _closeWanted = ended;
        _closeStdin = closeStdin;
    }

    /// <summary>The shim has both of its ends open now. Never waits for a process that does not read.</summary>
    public async Task StartedAsync()
    {
        _started = true;
        Interlocked.MemoryBarrier();
        if (!_closeWanted)
            return;
        await _turn.WaitAsync();
        try
        {
            await CloseAsync();
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Writes everything, waiting as long as the pipe is full. False: the process reads no more.</summary>
    public async Task<bool> WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _disposed.Token);
        await _turn.WaitAsync(either.Token);
        try
        {
            while (!bytes.IsEmpty)
            {
                if (_fifo is null || _closeWanted)
                    return false;
                LeaveHolder();
                if (_fifo.TryWrite(bytes.Span, out var count))
                    bytes = bytes[count..];
                else
                    await WritableAsync(_fifo, either.Token);
            }

            return true;
        }
        catch (LinuxException broken) when (broken.ErrorNumber == Errno.BrokenPipe)
        {
            return false;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Ends the process's input after what was written; before the start it is remembered.</summary>
    public async Task EndAsync()
    {
        await _turn.WaitAsync();
        try
        {
            if (_closeWanted)
                return;
            _closeWanted = true;
            Interlocked.MemoryBarrier();
            if (_started)
                await CloseAsync();
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _disposed.CancelAsync();
        await _turn.WaitAsync();
        _fifo?.Dispose();
        _fifo = null;
        _turn.Release();
    }

    // The shim keeps a write end of its own, which only CloseIO closes.
    private async Task CloseAsync()
    {
        if (_fifo is null)
            return;
        _fifo.Dispose();
        _fifo = null;
        try
        {
            await _closeStdin(_disposed.Token);
        }
#pragma warning disable CA1031 // The process may just have ended; a client's stream must not break over it.
        catch (Exception failure) when (failure is not OperationCanceledException || !_disposed.IsCancellationRequested)
#pragma warning restore CA1031
        {
            StdioLog.CloseStdinFailed(_logger, failure);
        }
        catch (OperationCanceledException)
        {
            // The process is gone, and its stdin with it.
        }
    }

    private void LeaveHolder()
    {
        if (!_started || !_holdsBothEnds || Fifo.OpenWriter(_path) is not { } writer)
            return;
        _holdsBothEnds = false;
        _fifo?.Dispose();
        _fifo = writer;
    }

    private async Task WritableAsync(FileDescriptor fifo, CancellationToken cancellation)
    {
        var writable = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = _reactor.Register(fifo, Readiness.Writable, _ => writable.TrySetResult());
        await writable.Task.WaitAsync(cancellation);
    }
}
