using EngineApi.Engine.Stdio;
using EngineApi.Wire.Containers;
using static EngineApi.Engine.Containers.Create.HostConfigRules;

namespace EngineApi.Engine.Containers.Create;

/// <summary>The log drivers there are. What options json-file takes is its own affair.</summary>
internal static class LogRules
{
    public static void Check(LogConfig log)
    {
        if (log.Type == "none")
            return;
        if (log.Type != "json-file")
            throw Broken($"logger: no log driver named '{log.Type}' is registered");
        JsonFileOptions.Parse(log.Config);
        if (log.Config?.TryGetValue("tag", out var tag) == true)
            LogTag.Check(tag);
    }
}
