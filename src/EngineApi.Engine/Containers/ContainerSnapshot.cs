using EngineApi.Engine.Containers.Health;

namespace EngineApi.Engine.Containers;

/// <summary>One container at one moment. Immutable; readers take it once and never wait.</summary>
public sealed record ContainerSnapshot
{
    private SummaryJson? _summary;

    public ContainerSnapshot()
    {
    }

    /// <summary>64 hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>Without the leading slash that the API shows.</summary>
    public required string Name { get; init; }

    public required ContainerSettings Settings { get; init; }

    public required ContainerLifecycle Lifecycle { get; init; }

    public ContainerStatus Status { get; init; }

    /// <summary>The first process's id on the host; 0 unless it runs.</summary>
    public int Pid { get; init; }

    /// <summary>Of this run or the last one; null if it is not probed or never ran.</summary>
    public ContainerHealth? Health { get; init; }

    /// <summary>It has a process: a paused container runs, too.</summary>
    public bool IsRunning => Status is ContainerStatus.Running or ContainerStatus.Paused;

    /// <summary>Docker's <c>State.Running</c> for clients: one that waits for its restart counts, too.</summary>
    public bool IsUp => IsRunning || Status == ContainerStatus.Restarting;

    /// <summary>Its entry in a list; made when it is first asked for.</summary>
    public SummaryJson Summary => Volatile.Read(ref _summary) ?? (_summary = new SummaryJson(ContainerSummaries.Of(this)));

    /// <summary>What <c>with</c> copies: everything but the entry, which would be the old one's.</summary>
    private ContainerSnapshot(ContainerSnapshot original)
    {
        (Id, Name, Settings, Lifecycle) = (original.Id, original.Name, original.Settings, original.Lifecycle);
        (Status, Pid, Health) = (original.Status, original.Pid, original.Health);
    }
}
