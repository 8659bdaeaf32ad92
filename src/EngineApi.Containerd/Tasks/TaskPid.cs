namespace EngineApi.Containerd.Tasks;

/// <summary>One pid, in the host's numbering, of a task's cgroup.</summary>
/// <param name="Pid">The pid.</param>
/// <param name="ExecId">The exec it is the first process of; null for every other process.</param>
public sealed record TaskPid(uint Pid, string? ExecId);
