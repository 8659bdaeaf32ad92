namespace EngineApi.Engine.Stdio;

/// <summary>Wakes those who follow a log. Raised on the stdio thread, awaited on any.</summary>
public sealed class LogSignal
{
    private readonly Lock _gate = new();
    private TaskCompletionSource? _waiters;
    private long _version;
    private long _run;
    private bool _running;

    /// <summary>What can be waited on: whether the log grew or ended since, and in which run of the container.</summary>
    public readonly record struct Snapshot(long Version, long Run, bool Running);

    public Snapshot Current
    {
        get
        {
            lock (_gate)
                return new Snapshot(_version, _run, _running);
        }
    }

    /// <summary>Ends at once when something happened after the snapshot was taken, else at the next change.</summary>
    public Task ChangedAsync(Snapshot since, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (_version != since.Version)
                return Task.CompletedTask;
            _waiters ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _waiters.Task.WaitAsync(cancellation);
        }
    }

    internal void Begin() => Change(running: true, newRun: true);

    internal void Grow() => Change(running: null, newRun: false);

    internal void End() => Change(running: false, newRun: false);

    private void Change(bool? running, bool newRun)
    {
        lock (_gate)
        {
            _version++;
            _run += newRun ? 1 : 0;
            _running = running ?? _running;
            _waiters?.TrySetResult();
            _waiters = null;
        }
    }
}
