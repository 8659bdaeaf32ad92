using System.Net;
using EngineApi.Engine.Containers.Create;
using EngineApi.Engine.Networks;
using EngineApi.Wire.Containers;

namespace EngineApi.Engine.Containers.Launch;

/// <summary><c>--add-host NAME:host-gateway</c>: the host as containers reach it from whichever network, by the default bridge's address.</summary>
public sealed class HostGateway(NetworkTable networks, NetworkDrivers drivers)
{
    /// <returns>Empty if the container does not ask for it.</returns>
    /// <exception cref="EngineException">The bridge cannot be made.</exception>
    public async Task<IReadOnlyList<IPAddress>> AddressesAsync(HostConfig config)
    {
        if (config.ExtraHosts?.Any(host => host.EndsWith(':' + ContainerFiles.HostGateway, StringComparison.Ordinal)) != true)
            return [];
        var bridge = networks.Find(PredefinedNetworks.Bridge);
        // It is made when it is first used, which may be now.
        await drivers.Get(bridge.Driver).EnsureAsync(bridge, CancellationToken.None);
        return [.. (bridge.Ipam.Config ?? []).Select(pool => pool.Gateway).OfType<string>().Select(IPAddress.Parse)];
    }
}
