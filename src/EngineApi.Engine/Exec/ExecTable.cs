using System.Collections.Concurrent;

namespace EngineApi.Engine.Exec;

/// <summary>
/// The commands of every container. In memory only: an exec does not outlive the daemon as something to ask for, its process
/// does. Ended ones are kept for <see cref="KeepEnded"/>, or until their container is removed.
/// </summary>
public sealed class ExecTable(TimeProvider time)
{
    /// <summary>Clients ask for the exit code after the stream has ended; this is how long they have.</summary>
    public static readonly TimeSpan KeepEnded = TimeSpan.FromMinutes(5);

    // Whoever's init ended got SIGKILL from the kernel: 128 + 9.
    private const int Killed = 137;

    private readonly ConcurrentDictionary<string, ExecInstance> _byId = new(StringComparer.Ordinal);
    private long _created;

    /// <summary>How many were made since the start.</summary>
    public long CreatedCount => Interlocked.Read(ref _created);

    /// <exception cref="EngineException">NotFound, in Docker's words.</exception>
    public ExecInstance Find(string id) => _byId.TryGetValue(id, out var exec)
        ? exec
        : throw EngineException.NotFound("No such exec instance: " + id);

    /// <summary>Those of a container that have not ended, or null if there are none, as inspect shows it.</summary>
    public List<string>? IdsOf(string containerId)
    {
        var ids = Of(containerId).Where(exec => exec.EndedAt is null).Select(exec => exec.Id).ToList();
        return ids.Count == 0 ? null : ids;
    }

    /// <summary>Those whose end is still to come.</summary>
    internal IReadOnlyList<ExecInstance> Unfinished => [.. _byId.Values.Where(exec => exec.Unfinished)];

    internal void Add(ExecInstance exec)
    {
        Sweep();
        _byId[exec.Id] = exec;
        Interlocked.Increment(ref _created);
    }

    /// <summary>containerd says that a process has exited.</summary>
    internal void Exited(string id, int exitCode, DateTimeOffset at)
    {
        if (_byId.TryGetValue(id, out var exec))
            exec.HasEnded(exitCode, at);
    }

    /// <summary>A container has ended, and all its processes with it. They can still be asked for.</summary>
    internal void EndAll(string containerId, DateTimeOffset at)
    {
        foreach (var exec in Of(containerId))
            exec.HasEnded(Killed, at);
    }

    /// <summary>A container was removed.</summary>
    internal void Forget(string containerId)
    {
        foreach (var exec in Of(containerId))
            _byId.TryRemove(exec.Id, out _);
    }

    private IEnumerable<ExecInstance> Of(string containerId) => _byId.Values.Where(exec => exec.Container.Id == containerId);

    private void Sweep()
    {
        var oldest = time.GetUtcNow() - KeepEnded;
        foreach (var exec in _byId.Values.Where(exec => exec.EndedAt < oldest))
            _byId.TryRemove(exec.Id, out _);
    }
}
