using System.IO.Pipelines;
using EngineApi.Linux.Fifos;
using EngineApi.Wire.Streams;

namespace EngineApi.Engine.Stdio;

/// <summary>
/// The stdio of one container over all of its runs, or of one exec: FIFOs → log and clients, clients → stdin. Its state
/// belongs to the stdio thread; the public members may be called from anywhere and hop there.
/// </summary>
public sealed class StdioHub
{
    private const int MostLeftBehind = 16;
    private static readonly TimeSpan s_mostDrain = TimeSpan.FromMinutes(1);

    private readonly StdioThread _thread;
    private readonly StdioHubOptions _options;
    private readonly StdioClients _clients;
    private readonly List<OutputPump> _pumps = [];
    private TaskCompletionSource<StdinPipe?> _stdin = NewSource<StdinPipe?>();
    private TaskCompletionSource _outputEnded = NewSource();
    private volatile StdioPaths? _paths;
    private long _held;
    private int _leftBehind;
    private bool _stdinEndsAtBegin;
    private bool _closed;

    public StdioHub(StdioThread thread, StdioHubOptions options)
    {
        _thread = thread;
        _options = options;
        _clients = new StdioClients(thread, options, SuspendAll, ResumeAll);
    }

    /// <summary>Null when the output is not logged.</summary>
    public ContainerLog? Log => _options.Log;

    /// <summary>
    /// Makes the FIFOs and opens our ends, before the task or exec process is created. Closing stdin needs containerd's
    /// CloseIO as well, which <paramref name="closeStdin"/> calls.
    /// </summary>
    public Task BeginAsync(StdioPaths paths, Func<CancellationToken, Task> closeStdin) =>
        _thread.Reactor.RunAsync(() => Open(paths, closeStdin, create: true));

    /// <summary>Opens our ends of a process that was started by an earlier run of the gateway.</summary>
    /// <exception cref="EngineApi.Linux.LinuxException">ENOENT among others: the FIFOs are gone.</exception>
    public Task ResumeAsync(StdioPaths paths, Func<CancellationToken, Task> closeStdin) =>
        _thread.Reactor.RunAsync(() => Open(paths, closeStdin, create: false));

    /// <summary>To be called after Tasks.Start: from here on stdin may be closed.</summary>
    public async Task StartedAsync()
    {
        if (_stdin.Task is { IsCompletedSuccessfully: true } stdin && stdin.Result is { } pipe)
            await pipe.StartedAsync();
    }

    /// <summary>
    /// To be called when the process exited: waits for the end of its output, for the grace at most, as a grandchild may
    /// hold it open; takes what is left and logs it to the last byte. Clients and readers of the log end with
    /// <see cref="EndRunAsync"/>: what they ask for when their stream has ended must be there by then.
    /// </summary>
    public async Task DrainAsync(TimeSpan? grace = null)
    {
        var ended = _outputEnded.Task;
        var begun = _thread.Clock.GetTimestamp();
        while (_paths is not null && !ended.IsCompleted)
        {
            try
            {
                await ended.WaitAsync(grace ?? _options.DrainGrace, _thread.Clock);
            }
            catch (TimeoutException) when (!_clients.AnyLaggard || _thread.Clock.GetElapsedTime(begun) > s_mostDrain)
            {
                break;
            }
            catch (TimeoutException)
            {
                // It is a slow reader that the output waits for, not the process: the grace begins anew.
            }
        }

        await EndAsync(process: true);
    }

    /// <summary>
    /// Ends the clients of the run that was drained. To be called when its exit can be seen. Afterwards the hub is ready for
    /// another run.
    /// </summary>
    public Task EndRunAsync() => _thread.Reactor.RunAsync(() =>
    {
        _clients.EndAll();
        _stdinEndsAtBegin = false;
        _options.Log?.Signal.End();
        return true;
    });

    /// <summary>Ends a run that never came to a process (create or start failed): the clients' streams end.</summary>
    public async Task AbortAsync()
    {
        await EndAsync(process: true);
        await EndRunAsync();
    }

    /// <summary>Closes our ends and leaves the process running, for a gateway that stops: what comes waits in the FIFOs.</summary>
    public async Task LeaveAsync()
    {
        await EndAsync(process: false);
        await CloseAsync();
    }

    /// <summary>Ends everything, for a container that is removed.</summary>
    public async Task CloseAsync()
    {
        await EndAsync(process: true);
        await _thread.Reactor.RunAsync(() =>
        {
            _closed = true;
            _clients.EndAll();
            _options.Log?.Signal.End();
            _options.Log?.Dispose();
            return true;
        });
    }

    /// <summary>Adds a client, before a start or during a run; it gets every byte from here on until the run ends.</summary>
    public Task<StdioClient> AttachAsync(StdioAttach wanted) => _thread.Reactor.RunAsync(() =>
    {
        var log = wanted.Logs ? _options.Log : null;
        var client = new StdioClient(this, new ClientQueue(_thread, _options), wanted, _options.Tty, log?.End, _stdin.Task);
        foreach (var stream in log is null ? [] : new[] { StdStream.Stdout, StdStream.Stderr })
            client.Offer(stream, log!.Unlogged(stream));
        if (wanted.Stream && !_closed)
            _clients.Add(client);
        else
            client.EndOutput(StdioEnd.EndOfStream);
        return client;
    });

    internal void Deliver(StdStream stream, ReadOnlySpan<byte> bytes) => _clients.Deliver(stream, bytes);

    internal void OnPumpEnded()
    {
        if (!_pumps.TrueForAll(pump => pump.Ended))
            return;
        _outputEnded.TrySetResult();
    }

    internal void OnDelivered(StdioClient client) => _clients.OnDelivered(client);

    internal void Remove(StdioClient client) => _clients.Remove(client, StdioEnd.Detached);

    internal void Close(ClientQueue queue) => _thread.Reactor.Post(queue.Close);

    /// <summary>For a client that has left some input behind, until <see cref="LeaveAtLast"/>. False: too many have.</summary>
    internal bool TryStayBehind()
    {
        if (Interlocked.Increment(ref _leftBehind) <= MostLeftBehind)
            return true;
        LeaveAtLast();
        return false;
    }

    internal void LeaveAtLast() => Interlocked.Decrement(ref _leftBehind);

    internal async Task OnInputEndedAsync(StdioClient client)
    {
        var ends = _options.StdinOnce && !_options.Tty;
        if (ends && await _thread.Reactor.RunAsync(() => StdinEndedBy(client)) is { } stdin)
            await stdin.EndAsync();
        if (!client.HalfCloses)
            client.Detach();
        else if (!ends)
            _clients.Remove(client, StdioEnd.EndOfStream);
    }

    internal Task<bool> CopyLogAsync(StdioAttach wanted, LogPosition end, PipeWriter output, CancellationToken cancellation) =>
        new LogReader(_options.Log!.FilePath, null, _thread.Clock).CopyToAsync(
            new LogReadOptions { Stdout = wanted.Stdout, Stderr = wanted.Stderr, Tty = _options.Tty || !wanted.Framed, End = end }, output, cancellation);

    /// <returns>What is to be closed now: nothing when the run is over, or not begun, for which the end is remembered.</returns>
    private StdinPipe? StdinEndedBy(StdioClient client)
    {
        if (client.Stdin is { IsCompletedSuccessfully: true } open)
            return open.Result;
        // Who cannot end its input alone is gone, and said nothing of the kind.
        _stdinEndsAtBegin |= client is { HalfCloses: true, RunEnded: false };
        return null;
    }

    private bool Open(StdioPaths paths, Func<CancellationToken, Task> closeStdin, bool create)
    {
        if (_paths is not null || _closed)
            throw new InvalidOperationException("the stdio of this process is open or closed for good");
        try
        {
            if (create)
            {
                // A line that an earlier run left unfinished when the gateway was down is not the begin of this run's.
                _options.Log?.Finish(StdStream.Stdout);
                _options.Log?.Finish(StdStream.Stderr);
                paths.Create();
            }

            AddPump(paths.Stdout, StdStream.Stdout);
            if (paths.Stderr is { } stderr)
                AddPump(stderr, StdStream.Stderr);
            // What nobody keeps need not be held.
            _held = _options.Log is null ? 0 : _thread.Holder?.Hold(_pumps[0].Fifo, _pumps.ElementAtOrDefault(1)?.Fifo) ?? 0;
            _stdin.TrySetResult(OpenStdin(paths.Stdin, closeStdin, create));
            _stdinEndsAtBegin = false;
        }
        catch
        {
            Release();
            DisposePumps();
            if (create)
                paths.Remove();
            throw;
        }

        _paths = paths;
        _options.Log?.Signal.Begin();
        if (!create)
            _pumps.ForEach(pump => pump.CatchUp());
        if (!_clients.AnyLaggard)
            ResumeAll();
        return true;
    }

    private StdinPipe? OpenStdin(string? path, Func<CancellationToken, Task> closeStdin, bool create)
    {
        if (path is null)
            return null;
        var fifo = create ? Fifo.OpenHolder(path) : Fifo.OpenWriter(path);
        return fifo is null ? null : new StdinPipe(_thread, path, fifo, started: !create, ended: _stdinEndsAtBegin, closeStdin);
    }

    private void AddPump(string path, StdStream stream)
    {
        var fifo = Fifo.OpenReader(path);
        Fifo.SetCapacity(fifo, StdioThread.BatchBytes);
        _pumps.Add(new OutputPump(_thread, this, fifo, stream, _options.Log));
    }

    private async Task EndAsync(bool process)
    {
        var stdin = await _thread.Reactor.RunAsync(() =>
        {
            if (_paths is null)
                return null;
            if (process)
                _pumps.ForEach(pump => pump.Drain());
            if (process)
                Release();
            DisposePumps();
            if (process)
                _paths.Remove();
            _paths = null;
            var last = _stdin.Task.IsCompletedSuccessfully ? _stdin.Task.Result : null;
            _stdin = NewSource<StdinPipe?>();
            _outputEnded = NewSource();
            return last;
        });
        if (stdin is not null)
            await stdin.DisposeAsync();
    }

    private void Release()
    {
        _thread.Holder?.Release(_held);
        _held = 0;
    }

    private void DisposePumps()
    {
        _pumps.ForEach(pump => pump.Dispose());
        _pumps.Clear();
    }

    private void SuspendAll() => _pumps.ForEach(pump => pump.Suspend());

    private void ResumeAll() => _pumps.ForEach(pump => pump.Resume());

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static TaskCompletionSource<T> NewSource<T>() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
