using EngineApi.Wire.Containers;
using static EngineApi.Engine.Containers.Create.HostConfigRules;

namespace EngineApi.Engine.Containers.Create;

/// <summary>The OCI runtimes that a container may name.</summary>
internal static class RuntimeRules
{
    public static void Check(HostConfig hostConfig, EngineOptions options)
    {
        var name = hostConfig.Runtime ?? options.DefaultRuntime;

        // A containerd shim may be named without being configured.
        var known = name is "runc" or "io.containerd.runc.v2" || name == options.DefaultRuntime || options.Runtimes.ContainsKey(name)
            || name.StartsWith("io.containerd.", StringComparison.Ordinal);
        if (!known)
            throw Broken("unknown or invalid runtime name: " + name);
    }
}
