using System.Net;
using EngineApi.Engine.Containers;
using EngineApi.Engine.Networks.Addresses;
using EngineApi.Engine.Networks.Bridge;
using EngineApi.Engine.Networks.Ipvlan;
using EngineApi.Linux.Network;
using EngineApi.Wire;

namespace EngineApi.Engine.Networks.Sandbox;

/// <summary>From what a container asks for on a network, and the addresses it was given, to its endpoint there.</summary>
internal static class NewEndpoint
{
    /// <param name="link">The name of its interface.</param>
    public static Endpoint Of(ContainerSettings settings, Attachment attachment, AddressLease lease, string link) => new()
    {
        Id = HexId.Create(),
        NetworkId = attachment.Network.Id,
        NetworkName = attachment.Network.Name,
        Interface = link,
        MacAddress = MacOf(settings, attachment, lease),
        IPv4Address = lease.IPv4Address,
        IPv4PrefixLength = lease.IPv4PrefixLength,
        IPv4Gateway = HasGateway(attachment.Network) ? lease.IPv4Gateway : "",
        IPv6Address = lease.IPv6Address,
        IPv6PrefixLength = lease.IPv6PrefixLength,
        IPv6Gateway = HasGateway(attachment.Network) ? lease.IPv6Gateway : "",
    };

    /// <summary>On a network without links: the host's, or none.</summary>
    public static Endpoint Of(Attachment attachment) => new()
    {
        Id = HexId.Create(), NetworkId = attachment.Network.Id, NetworkName = attachment.Network.Name, Interface = "",
    };

    /// <summary>With the lowest number that no interface has.</summary>
    public static string FreeName(NetworkRecord network, IEnumerable<Endpoint> endpoints)
    {
        var prefix = network.Options.GetValueOrDefault(BridgeSettings.PrefixOption) is { Length: > 0 } asked ? asked : "eth";
        var used = endpoints.Select(endpoint => endpoint.Interface).ToHashSet(StringComparer.Ordinal);
        return Enumerable.Range(0, used.Count + 1).Select(index => prefix + index).First(name => !used.Contains(name));
    }

    private static bool HasGateway(NetworkRecord network) => !network.Internal && !IpvlanDriver.IsRouted(network);

    /// <summary>Made of the address where none is asked for: neighbours that knew the address's last owner are still right.</summary>
    private static string MacOf(ContainerSettings settings, Attachment attachment, AddressLease lease)
    {
        if (IpvlanDriver.SharesMac(attachment.Network))
            return "";
        var asked = attachment.Settings.MacAddress;
        if (asked.Length == 0 && NamesMode(settings, attachment))
            asked = settings.Config.MacAddress ?? "";
        return asked.Length > 0
            ? MacAddress.Format(MacAddress.Parse(asked))
            : MacAddress.Format(BridgeLink.MacOf(lease.IPv4Address.Length > 0 ? IPAddress.Parse(lease.IPv4Address) : null));
    }

    /// <summary>The MAC address that is asked for without naming a network is that of the network mode's.</summary>
    private static bool NamesMode(ContainerSettings settings, Attachment attachment) => settings.HostConfig.NetworkMode switch
    {
        "" or "default" => attachment.Network.Name == PredefinedNetworks.Bridge,
        var mode => attachment.Network.Name == mode || attachment.Network.Id.StartsWith(mode, StringComparison.Ordinal),
    };
}
