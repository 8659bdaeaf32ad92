using EngineApi.Engine.Containers.Mounts;
using EngineApi.Wire;
using EngineApi.Wire.Containers;
using static EngineApi.Engine.Containers.Create.HostConfigRules;

namespace EngineApi.Engine.Containers.Create;

/// <summary>Rules for the portable half of a create request.</summary>
internal static class ContainerConfigRules
{
    private const long Millisecond = 1_000_000;

    public static void Check(ContainerConfig config)
    {
        if (config.WorkingDir.Length > 0)
        {
            if (!config.WorkingDir.StartsWith('/'))
                throw Broken($"the working directory '{config.WorkingDir}' is invalid, it needs to be an absolute path");
            config.WorkingDir = ContainerPath.Clean(config.WorkingDir);
        }
        if (config.StopSignal is { } signal && !Signals.TryParse(signal, out _))
            throw Broken("invalid signal: " + signal);
        if (config.Env?.FirstOrDefault(entry => entry.Length == 0 || entry[0] == '=') is { } variable)
            throw Broken("invalid environment variable: " + variable);
        if (config.Healthcheck is { } health)
            CheckHealth(health);
    }

    private static void CheckHealth(HealthConfig health)
    {
        (string Name, long Value)[] durations =
        [
            ("Interval", health.Interval), ("Timeout", health.Timeout), ("StartPeriod", health.StartPeriod),
            ("StartInterval", health.StartInterval),
        ];
        foreach (var (name, value) in durations)
        {
            if (value != 0 && value < Millisecond)
                throw Broken($"{name} in Healthcheck cannot be less than 1ms");
        }
        if (health.Retries < 0)
            throw Broken("Retries in Healthcheck cannot be negative");
    }
}
