using EngineApi.Containerd.Events;
using EngineApi.Engine.Containers.Restore;
using EngineApi.Engine.Events;

namespace EngineApi.Engine.RuntimeView;

/// <summary>
/// What containerd tells of tasks, as it comes. All readers share the one subscription to containerd that the engine itself lives by
/// (<see cref="Reconciler"/>), and each has a bounded queue: one that is too slow is cut off.
/// </summary>
public sealed class RuntimeFeed
{
    private readonly Lock _gate = new();
    private readonly Subscribers<RuntimeNote> _readers = new();
    private readonly HashSet<string> _outOfMemory = new(StringComparer.Ordinal);

    /// <summary>How many read along at this moment.</summary>
    public int ReaderCount => _readers.Count;

    /// <summary>From now on. Dispose to unsubscribe.</summary>
    public Subscription<RuntimeNote> Open()
    {
        var reader = new Subscription<RuntimeNote>(_readers.Remove);
        _readers.Add(reader);
        return reader;
    }

    /// <summary>Never waits.</summary>
    internal void Publish(RuntimeEvent happened)
    {
        lock (_gate)
        {
            var oomKilled = Remember(happened);
            if (_readers.Count > 0 && RuntimeEventNames.Of(happened, oomKilled) is { } told)
                _readers.Offer(new RuntimeNote(told));
        }
    }

    /// <summary>Whether the kernel killed a process of this task; known from the event until the task is gone.</summary>
    private bool Remember(RuntimeEvent happened)
    {
        switch (happened)
        {
            case TaskOom oom:
                _outOfMemory.Add(oom.ContainerId);
                return true;
            case TaskExited { ExecId: "" } exited:
                return _outOfMemory.Remove(exited.ContainerId);
            case TaskCreated or TaskDeleted:
                _outOfMemory.Remove(((TaskEvent)happened).ContainerId);
                return false;
            default:
                return happened is TaskEvent about && _outOfMemory.Contains(about.ContainerId);
        }
    }
}
