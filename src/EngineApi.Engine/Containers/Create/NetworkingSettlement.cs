using EngineApi.Engine.Networks;
using EngineApi.Wire.Containers;
using EngineApi.Wire.Networks;

namespace EngineApi.Engine.Containers.Create;

/// <summary>Which networks a new container is to be on, and with what. Networks that are there go by their names from now on.</summary>
public sealed class NetworkingSettlement(NetworkTable networks)
{
    /// <param name="config">Its MAC address, which older clients put here, moves to the first network.</param>
    /// <exception cref="EngineException">InvalidParameter.</exception>
    public NetworkingConfig Settle(ContainerConfig config, HostConfig hostConfig, NetworkingConfig? request)
    {
        var mode = hostConfig.NetworkMode;
        if (NamespaceMode.IsContainer(mode) || config.NetworkDisabled == true)
            return new();
        Refuse(request);
        var first = networks.FindOrNull(mode)?.Name ?? mode;
        var settled = new Dictionary<string, EndpointSettings?>(StringComparer.Ordinal);
        foreach (var (nameOrId, asked) in request?.EndpointsConfig ?? [])
        {
            var network = networks.FindOrNull(nameOrId == "default" ? PredefinedNetworks.Bridge : nameOrId);
            settled[network?.Name ?? nameOrId] = EndpointRules.Stored(network, asked ?? new());
        }

        if (settled.Count == 0)
            settled[first] = EndpointRules.Stored(networks.FindOrNull(first), new());
        EndpointRules.CheckTogether(settled.Keys.Union(NamespaceMode.IsHost(mode) ? [mode] : []));
        SettleMac(config, settled.GetValueOrDefault(first));
        return new() { EndpointsConfig = settled };
    }

    private void Refuse(NetworkingConfig? request)
    {
        var broken = (request?.EndpointsConfig ?? [])
            .Select(one => (one.Key, Reason: EndpointRules.Broken(one.Key, networks.FindOrNull(one.Key), one.Value ?? new())))
            .Where(one => one.Reason is not null)
            .Select(one => $"invalid config for network {one.Key}: {one.Reason}")
            .ToArray();
        if (broken.Length > 0)
            throw EngineException.InvalidParameter(JoinedErrors.Of(broken));
    }

    private static void SettleMac(ContainerConfig config, EndpointSettings? first)
    {
        if (string.IsNullOrEmpty(config.MacAddress) || first is null)
            return;
        if (first.MacAddress.Length > 0 && first.MacAddress != config.MacAddress)
            throw HostConfigRules.Broken("the container-wide MAC address must match the endpoint-specific MAC address for the main network, or be left empty");
        first.MacAddress = config.MacAddress;
    }
}
