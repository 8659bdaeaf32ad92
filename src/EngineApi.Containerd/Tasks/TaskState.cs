using Wire = EngineApi.Containerd.Protocol.Types;

namespace EngineApi.Containerd.Tasks;

/// <summary>One process as its shim sees it now.</summary>
public sealed record TaskState
{
    public required string ContainerId { get; init; }

    /// <summary>Empty for the container's first process.</summary>
    public string ExecId { get; init; } = "";

    public uint Pid { get; init; }

    public ProcessStatus Status { get; init; }

    /// <summary>0…255 (128 + signal when one ended it); only meaningful when stopped.</summary>
    public uint ExitStatus { get; init; }

    /// <summary>Null until the process has ended.</summary>
    public DateTimeOffset? ExitedAt { get; init; }

    public string Stdin { get; init; } = "";

    public string Stdout { get; init; } = "";

    public string Stderr { get; init; } = "";

    public bool Terminal { get; init; }

    internal static TaskState From(Wire.Process wire, string containerId, string execId) => new()
    {
        ContainerId = containerId,
        ExecId = execId,
        Pid = wire.Pid,
        Status = (ProcessStatus)wire.Status,
        ExitStatus = wire.ExitStatus,
        ExitedAt = wire.ExitedAt.ToMomentOrNull(),
        Stdin = wire.Stdin,
        Stdout = wire.Stdout,
        Stderr = wire.Stderr,
        Terminal = wire.Terminal,
    };
}
