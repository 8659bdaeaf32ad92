using System.Security.Cryptography;
using System.Text;
using EngineApi.Engine.Networks.Addresses;
using EngineApi.Engine.Networks.Bridge;
using EngineApi.Engine.Networks.Dns;
using EngineApi.Engine.Networks.Firewall;
using EngineApi.Engine.Networks.Ipvlan;
using EngineApi.Engine.Networks.Macvlan;
using EngineApi.Engine.Networks.Ports;
using EngineApi.Engine.Networks.Sandbox;
using Microsoft.Extensions.DependencyInjection;

namespace EngineApi.Engine.Networks;

/// <summary>The verbs on networks and what they share, one line each.</summary>
public static class NetworksRegistration
{
    public static IServiceCollection AddNetworks(this IServiceCollection parts)
    {
        parts.AddSingleton(static all => new DefaultPools(
            all.GetRequiredService<EngineOptions>().DefaultAddressPools, UniqueLocal(all.GetRequiredService<EngineId>())));
        parts.AddSingleton<NetworkFiles>();
        parts.AddSingleton<PredefinedNetworks>();
        parts.AddSingleton<NetworkTable>();
        parts.AddSingleton<AddressBook>();
        parts.AddSingleton<StaleFlows>();
        parts.AddSingleton<Attachments>();
        parts.AddSingleton<NameServerProcess>();
        parts.AddSingleton<NetworkDns>();

        parts.AddSingleton<ConnectNetwork>();
        parts.AddSingleton<CreateNetwork>();
        parts.AddSingleton<DisconnectNetwork>();
        parts.AddSingleton<InspectNetwork>();
        parts.AddSingleton<ListNetworks>();
        parts.AddSingleton<PruneNetworks>();
        parts.AddSingleton<RemoveNetwork>();
        AddDrivers(parts);
        return parts;
    }

    private static void AddDrivers(IServiceCollection parts)
    {
        parts.AddSingleton<HostLinks>();
        parts.AddSingleton<Sandboxes>();
        parts.AddSingleton<HostFirewall>();
        parts.AddSingleton<HostPorts>();
        parts.AddSingleton<INetworkDriver, BridgeDriver>();
        parts.AddSingleton<INetworkDriver, IpvlanDriver>();
        parts.AddSingleton<INetworkDriver, MacvlanDriver>();
        parts.AddSingleton<NetworkDrivers>();
        parts.AddSingleton<ContainerNetworking>();
        parts.AddSingleton<MendNetworks>();
        parts.AddSingleton<FlushWatch>();
    }

    /// <summary>RFC 4193: <c>fd</c> and 40 bits of chance, here the same at every start.</summary>
    private static Subnet UniqueLocal(EngineId id)
    {
        var global = UInt128.Parse(
            "fd" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id.Value)))[..10],
            System.Globalization.NumberStyles.AllowHexSpecifier,
            System.Globalization.CultureInfo.InvariantCulture);
        return new(new(global << 80, true), 48);
    }
}
