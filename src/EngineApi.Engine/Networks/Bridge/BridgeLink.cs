using System.Net;
using System.Net.Sockets;
using EngineApi.Engine.Networks.Sandbox;
using EngineApi.Linux;
using EngineApi.Linux.Network;

namespace EngineApi.Engine.Networks.Bridge;

/// <summary>The bridge itself, on the host.</summary>
internal static class BridgeLink
{
    /// <summary>Makes it, or mends what is not as it should be.</summary>
    /// <returns>Whether this call has made it.</returns>
    /// <exception cref="EngineException">InvalidParameter: the name is that of something else.</exception>
    public static bool Ensure(RouteSocket host, NetworkRecord network, BridgeSettings settings)
    {
        var isNew = host.FindLink(settings.Link) is null;
        if (isNew)
            host.CreateBridge(settings.Link, MacOf(settings), settings.Mtu);
        try
        {
            if (isNew)
                host.SetAlias(settings.Link, LinkOwner.Of(network));
            Settle(host, network, settings);
            return isNew;
        }
        catch when (isNew)
        {
            host.RemoveLink(settings.Link);
            throw;
        }
    }

    /// <summary>Makes an interface a port of the bridge again; in order if it is gone, as that of a container that has just ended is.</summary>
    /// <param name="bridge">Its index.</param>
    public static void TakeBack(RouteSocket host, string port, int bridge, bool isolated)
    {
        try
        {
            host.SetMaster(port, bridge);
            host.SetPort(port, hairpin: true, isolated);
        }
        catch (LinuxException e) when (e.ErrorNumber == Errno.NoDevice)
        {
            // Those that are there still get back.
        }
    }

    private static void Settle(RouteSocket host, NetworkRecord network, BridgeSettings settings)
    {
        var link = host.FindLink(settings.Link) ?? throw new EngineException(ErrorKind.System, $"the bridge {settings.Link} is gone");
        if (link.Kind != "bridge")
            throw EngineException.InvalidParameter($"{settings.Link} is not a bridge");
        NetworkSysctls.UseIPv6(link.Name, settings.HasIPv6);
        foreach (var (address, subnet) in settings.Gateways)
            host.AddAddress(link.Index, address, subnet.PrefixLength);
        if (link.Alias == LinkOwner.Of(network))
            RemoveOthers(host, link.Index, settings);
        if (settings.Mtu > 0 && link.Mtu != settings.Mtu)
            host.SetMtu(link.Index, settings.Mtu);
        if (!link.IsUp)
            host.SetUp(link.Index);
        NetworkSysctls.RouteLoopback(link.Name);
    }

    /// <summary>Of a subnet that the network had before, as the default bridge can (<c>--bip</c>).</summary>
    private static void RemoveOthers(RouteSocket host, int link, BridgeSettings settings)
    {
        foreach (var (_, address, prefix) in host.Addresses().Where(one => one.Link == link && one.Address.AddressFamily == AddressFamily.InterNetwork))
        {
            if (settings.Gateways.All(gateway => !gateway.Address.Equals(address)))
                host.RemoveAddress(link, address, prefix);
        }
    }

    /// <summary>Locally administered, and the same after a reboot: who knew the gateway's address before, still knows it.</summary>
    private static byte[] MacOf(BridgeSettings settings) =>
        MacOf(settings.Gateways.Select(gateway => gateway.Address).FirstOrDefault(address => address.AddressFamily == AddressFamily.InterNetwork));

    internal static byte[] MacOf(IPAddress? address) =>
        [0x02, 0x42, .. address?.GetAddressBytes() ?? global::System.Security.Cryptography.RandomNumberGenerator.GetBytes(4)];
}
