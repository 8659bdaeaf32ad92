using System.Collections.Immutable;
using EngineApi.Wire;
using EngineApi.Wire.Containers;

namespace EngineApi.Engine.Containers.Health;

/// <summary>What the probes have found so far (State.Health). Immutable.</summary>
/// <param name="Status">One of <see cref="HealthStatus"/>.</param>
/// <param name="FailingStreak">Failures in a row that counted.</param>
/// <param name="Log">The last <see cref="LogLength"/> probes, oldest first.</param>
public sealed record ContainerHealth(string Status, int FailingStreak, ImmutableArray<ProbeResult> Log)
{
    public const int LogLength = 5;

    public static readonly ContainerHealth Starting = new(HealthStatus.Starting, 0, []);

    /// <summary>After one more probe.</summary>
    /// <param name="startedAt">When the container was started: its start period forgives failures until one probe succeeds.</param>
    internal ContainerHealth After(ProbeResult result, HealthProbe probe, DateTimeOffset startedAt)
    {
        var log = (Log.Length < LogLength ? Log : Log.RemoveAt(0)).Add(result);
        if (result.ExitCode == 0)
            return new(HealthStatus.Healthy, 0, log);
        if (Status == HealthStatus.Starting && result.Begun - startedAt < probe.StartPeriod)
            return this with { Log = log };
        var streak = FailingStreak + 1;
        return new(streak >= probe.Retries ? HealthStatus.Unhealthy : Status, streak, log);
    }

    /// <summary>As inspect shows it.</summary>
    public Wire.Containers.Health ToApi() => new()
    {
        Status = Status,
        FailingStreak = FailingStreak,
        Log = [.. Log.Select(probe => new HealthcheckResult
        {
            Start = GoTime.Format(probe.Begun),
            End = GoTime.Format(probe.Ended),
            ExitCode = probe.ExitCode,
            Output = probe.Output,
        })],
    };
}
