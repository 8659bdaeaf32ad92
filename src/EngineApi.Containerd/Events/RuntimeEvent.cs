namespace EngineApi.Containerd.Events;

/// <summary>Something that happened in the namespace. Events wake; the state they tell of is to be read anew.</summary>
/// <param name="Timestamp">When containerd or the shim published it.</param>
public abstract record RuntimeEvent(DateTimeOffset Timestamp);

/// <summary>
/// The stream is (again) connected: what happened before, since the last event, may have been missed. It comes first of all, and
/// after every reconnect; from here on nothing is missed until the next gap.
/// </summary>
/// <param name="Timestamp">When the subscription was seen to work.</param>
/// <param name="Attempts">How many attempts it took, at least 1.</param>
/// <param name="Cause">What ended the subscription before; null for the first one.</param>
public sealed record EventGap(DateTimeOffset Timestamp, int Attempts, ContainerdException? Cause) : RuntimeEvent(Timestamp);

public sealed record ContainerCreated(DateTimeOffset Timestamp, string ContainerId, string Image) : RuntimeEvent(Timestamp);

public sealed record ContainerUpdated(DateTimeOffset Timestamp, string ContainerId, string Image) : RuntimeEvent(Timestamp);

public sealed record ContainerDeleted(DateTimeOffset Timestamp, string ContainerId) : RuntimeEvent(Timestamp);

/// <summary>Something about a task.</summary>
public abstract record TaskEvent(DateTimeOffset Timestamp, string ContainerId) : RuntimeEvent(Timestamp);

public sealed record TaskCreated(DateTimeOffset Timestamp, string ContainerId, uint Pid, string Bundle) : TaskEvent(Timestamp, ContainerId);

public sealed record TaskStarted(DateTimeOffset Timestamp, string ContainerId, uint Pid) : TaskEvent(Timestamp, ContainerId);

/// <summary>A process ended.</summary>
/// <param name="Timestamp">When it was published.</param>
/// <param name="ContainerId">Whose process.</param>
/// <param name="ExecId">Empty for the container's first process.</param>
/// <param name="Pid">Its pid.</param>
/// <param name="ExitStatus">0…255; 128 + signal when one ended it.</param>
/// <param name="ExitedAt">When the shim reaped it.</param>
public sealed record TaskExited(
    DateTimeOffset Timestamp, string ContainerId, string ExecId, uint Pid, uint ExitStatus, DateTimeOffset ExitedAt)
    : TaskEvent(Timestamp, ContainerId);

/// <summary>The task was torn down. Execs are deleted without an event.</summary>
public sealed record TaskDeleted(DateTimeOffset Timestamp, string ContainerId, uint Pid, uint ExitStatus, DateTimeOffset ExitedAt)
    : TaskEvent(Timestamp, ContainerId);

/// <summary>The kernel killed a process of the container for want of memory.</summary>
public sealed record TaskOom(DateTimeOffset Timestamp, string ContainerId) : TaskEvent(Timestamp, ContainerId);

public sealed record TaskPaused(DateTimeOffset Timestamp, string ContainerId) : TaskEvent(Timestamp, ContainerId);

public sealed record TaskResumed(DateTimeOffset Timestamp, string ContainerId) : TaskEvent(Timestamp, ContainerId);

public sealed record TaskCheckpointed(DateTimeOffset Timestamp, string ContainerId, string Checkpoint) : TaskEvent(Timestamp, ContainerId);

public sealed record ExecAdded(DateTimeOffset Timestamp, string ContainerId, string ExecId) : TaskEvent(Timestamp, ContainerId);

public sealed record ExecStarted(DateTimeOffset Timestamp, string ContainerId, string ExecId, uint Pid) : TaskEvent(Timestamp, ContainerId);

public sealed record ImageCreated(DateTimeOffset Timestamp, string Name) : RuntimeEvent(Timestamp);

public sealed record ImageUpdated(DateTimeOffset Timestamp, string Name) : RuntimeEvent(Timestamp);

public sealed record ImageDeleted(DateTimeOffset Timestamp, string Name) : RuntimeEvent(Timestamp);

public sealed record ContentDeleted(DateTimeOffset Timestamp, string Digest) : RuntimeEvent(Timestamp);

public sealed record SnapshotPrepared(DateTimeOffset Timestamp, string Key, string Parent) : RuntimeEvent(Timestamp);

public sealed record SnapshotCommitted(DateTimeOffset Timestamp, string Key, string Name) : RuntimeEvent(Timestamp);

public sealed record SnapshotRemoved(DateTimeOffset Timestamp, string Key) : RuntimeEvent(Timestamp);

public sealed record NamespaceCreated(DateTimeOffset Timestamp, string Name) : RuntimeEvent(Timestamp);

public sealed record NamespaceUpdated(DateTimeOffset Timestamp, string Name) : RuntimeEvent(Timestamp);

public sealed record NamespaceDeleted(DateTimeOffset Timestamp, string Name) : RuntimeEvent(Timestamp);
