namespace EngineApi.Names.Control;

/// <summary>What a command came to.</summary>
/// <param name="Failures">The containers that cannot be answered, and why; the id is empty where a file is meant.</param>
/// <param name="HasEnded">See <see cref="ControlLines.Ended"/>.</param>
public sealed record ControlReply(IReadOnlyList<(string ContainerId, string Reason)> Failures, bool HasEnded);
