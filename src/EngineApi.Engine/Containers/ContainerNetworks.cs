using EngineApi.Wire.Networks;

namespace EngineApi.Engine.Containers;

/// <summary>The networks a container is attached to, as its answers show them.</summary>
internal static class ContainerNetworks
{
    /// <summary>By network name: what was asked for; addresses are filled in by the network that gives them.</summary>
    public static Dictionary<string, EndpointSettings> Of(ContainerSettings settings)
    {
        var mode = settings.HostConfig.NetworkMode;
        var networks = new Dictionary<string, EndpointSettings>(StringComparer.Ordinal);
        if (NamespaceMode.IsContainer(mode))
            return networks;
        var asked = settings.NetworkingConfig.EndpointsConfig;
        networks[mode is "default" or "" ? "bridge" : mode] = asked?.GetValueOrDefault(mode) ?? new EndpointSettings();
        foreach (var (name, endpoint) in asked ?? [])
            networks.TryAdd(name, endpoint ?? new EndpointSettings());
        return networks;
    }
}
