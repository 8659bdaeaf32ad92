namespace EngineApi.Containerd.Tasks;

/// <summary>How a process ended.</summary>
/// <param name="ExitStatus">0…255; 128 + signal when one ended it.</param>
/// <param name="ExitedAt">When the shim reaped it.</param>
/// <param name="Pid">Its pid; 0 in the answer to a wait, which does not carry it.</param>
public sealed record TaskExit(uint ExitStatus, DateTimeOffset ExitedAt, uint Pid);
