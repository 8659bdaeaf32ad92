using EngineApi.Wire.Containers;

namespace EngineApi.Engine.Containers.Health;

/// <summary>How a container is probed (Config.Healthcheck), with Docker's defaults filled in.</summary>
internal sealed record HealthProbe
{
    public static readonly TimeSpan DefaultInterval = TimeSpan.FromSeconds(30);

    public static readonly TimeSpan DefaultStartInterval = TimeSpan.FromSeconds(5);

    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(30);

    public const int DefaultRetries = 3;

    private const long NanosecondsPerTick = 100;

    private static readonly string[] s_shell = ["/bin/sh", "-c"];

    public required IReadOnlyList<string> Command { get; init; }

    public TimeSpan Interval { get; init; }

    /// <summary>Between probes in the start period, until one succeeds.</summary>
    public TimeSpan StartInterval { get; init; }

    public TimeSpan Timeout { get; init; }

    /// <summary>Failures this early do not count; zero for none.</summary>
    public TimeSpan StartPeriod { get; init; }

    /// <summary>Failures in a row that make it unhealthy.</summary>
    public int Retries { get; init; }

    /// <returns>Null if the container is not probed.</returns>
    public static HealthProbe? Of(ContainerConfig config)
    {
        if (config.Healthcheck is not { Test: [var kind, ..] test } health)
            return null;
        IReadOnlyList<string>? command = kind switch
        {
            "CMD" when test.Count > 1 => test[1..],
            "CMD-SHELL" when test.Count > 1 => [.. config.Shell is { Count: > 0 } shell ? shell : [.. s_shell], test[1]],
            _ => null,
        };
        return command is null
            ? null
            : new()
            {
                Command = command,
                Interval = Or(health.Interval, DefaultInterval),
                StartInterval = Or(health.StartInterval, DefaultStartInterval),
                Timeout = Or(health.Timeout, DefaultTimeout),
                StartPeriod = Or(health.StartPeriod, TimeSpan.Zero),
                Retries = health.Retries > 0 ? health.Retries : DefaultRetries,
            };
    }

    /// <summary>From the end of one probe to the begin of the next.</summary>
    /// <param name="running">How long the container has been running.</param>
    public TimeSpan Pause(ContainerHealth health, TimeSpan running) =>
        running < StartPeriod && health.Status == HealthStatus.Starting ? StartInterval : Interval;

    private static TimeSpan Or(long nanoseconds, TimeSpan otherwise) =>
        nanoseconds == 0 ? otherwise : TimerRange.Clamp(TimeSpan.FromTicks(nanoseconds / NanosecondsPerTick));
}
