using EngineApi.Wire.Containers;
using static EngineApi.Engine.Containers.Create.HostConfigRules;

namespace EngineApi.Engine.Containers.Create;

/// <summary>The OCI runtimes that a container may name.</summary>
internal static class RuntimeRules
{
    public static void Check(HostConfig hostConfig, EngineOptions options)
    {
        var name = hostConfig.Runtime ?? options.DefaultRuntime;
        if (!Knows(options, name))
            throw Broken("unknown or invalid runtime name: " + name);
    }

    public static void CheckDefault(EngineOptions options)
    {
        if (!Knows(options, options.DefaultRuntime))
            throw Broken($"specified default runtime '{options.DefaultRuntime}' does not exist");
    }

    /// <summary>A containerd shim may be named without being configured.</summary>
    private static bool Knows(EngineOptions options, string name) =>
        name is "runc" || options.Runtimes.ContainsKey(name) || name.StartsWith("io.containerd.", StringComparison.Ordinal);
}
