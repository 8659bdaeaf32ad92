using EngineApi.Engine.Containers.Create;
using EngineApi.Engine.Networks;
using EngineApi.Wire.Containers;

namespace EngineApi.Engine;

/// <summary>What can be said of the options before anything is started.</summary>
public static class EngineOptionsRules
{
    /// <exception cref="EngineException">InvalidParameter: a default that every create would fail with.</exception>
    public static void Check(EngineOptions options)
    {
        LogRules.Check(new LogConfig { Type = options.LogDriver, Config = new(options.LogOpts) });
        RuntimeRules.CheckDefault(options);
        NetworkOptionRules.Check(options);
    }
}
