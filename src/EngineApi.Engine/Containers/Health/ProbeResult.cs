namespace EngineApi.Engine.Containers.Health;

/// <summary>One run of a health probe.</summary>
/// <param name="ExitCode">0 is healthy; -1: it took too long or could not be run, and <paramref name="Output"/> says why.</param>
/// <param name="Output">At most <see cref="ProbeOutput.MostBytes"/> bytes of what it wrote.</param>
public sealed record ProbeResult(DateTimeOffset Begun, DateTimeOffset Ended, int ExitCode, string Output);
