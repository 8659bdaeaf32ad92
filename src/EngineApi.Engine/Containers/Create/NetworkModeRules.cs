using EngineApi.Wire.Containers;
using static EngineApi.Engine.Containers.Create.HostConfigRules;

namespace EngineApi.Engine.Containers.Create;

/// <summary>What a network mode forbids.</summary>
internal static class NetworkModeRules
{
    public static void Check(ContainerConfig config, HostConfig hostConfig, List<string> warnings)
    {
        var mode = hostConfig.NetworkMode;
        if (mode == "container" || NamespaceMode.ContainerOf(mode) == "")
            throw Broken("Invalid network mode: invalid container format container:<name|id>");
        if (NamespaceMode.IsContainer(mode))
            CheckJoined(config, hostConfig);
        if (NamespaceMode.IsHost(hostConfig.UTSMode) && config.Hostname.Length > 0)
            throw Broken("conflicting options: hostname and the UTS mode");
        if (!NamespaceMode.IsHost(mode))
            return;
        if (hostConfig.Links is { Count: > 0 })
            throw Broken("conflicting options: host type networking can't be used with links. This would result in undefined behavior");
        if (hostConfig.PortBindings is { Count: > 0 })
            warnings.Add("Published ports are discarded when using host network mode");
    }

    private static void CheckJoined(ContainerConfig config, HostConfig hostConfig)
    {
        string? conflict = null;
        if (config.Hostname.Length > 0)
            conflict = "hostname and the network mode";
        else if (hostConfig.Links is { Count: > 0 })
            conflict = "container type network can't be used with links. This would result in undefined behavior";
        else if (hostConfig.Dns is { Count: > 0 })
            conflict = "dns and the network mode";
        else if (hostConfig.ExtraHosts is { Count: > 0 })
            conflict = "custom host-to-IP mapping and the network mode";
        else if (!string.IsNullOrEmpty(config.MacAddress))
            conflict = "mac-address and the network mode";
        else if (hostConfig.PortBindings is { Count: > 0 } || hostConfig.PublishAllPorts)
            conflict = "port publishing and the container type network mode";
        else if (config.ExposedPorts is { Count: > 0 })
            conflict = "port exposing and the container type network mode";
        if (conflict is not null)
            throw Broken("conflicting options: " + conflict);
    }
}
