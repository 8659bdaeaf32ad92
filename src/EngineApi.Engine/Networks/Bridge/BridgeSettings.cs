using System.Globalization;
using System.Net;
using EngineApi.Engine.Networks.Addresses;
using EngineApi.Engine.Networks.Firewall;
using EngineApi.Wire;

namespace EngineApi.Engine.Networks.Bridge;

/// <summary>What a network's options and address management say about its bridge.</summary>
/// <param name="Link">The bridge's name on the host, at most 15 characters.</param>
/// <param name="Mtu">Bytes; 0 leaves it to the kernel.</param>
/// <param name="Gateways">The bridge's own addresses, with their subnets.</param>
internal sealed record BridgeSettings(
    string Link, int Mtu, bool Talks, bool Masquerades, bool Internal, IReadOnlyList<(IPAddress Address, IPNetwork Subnet)> Gateways)
{
    public const string NameOption = "com.docker.network.bridge.name";
    public const string TalkOption = "com.docker.network.bridge.enable_icc";
    public const string MasqueradeOption = "com.docker.network.bridge.enable_ip_masquerade";
    public const string HostBindingOption = "com.docker.network.bridge.host_binding_ipv4";
    public const string DefaultBridgeOption = "com.docker.network.bridge.default_bridge";
    public const string PrefixOption = "com.docker.network.container_iface_prefix";
    public const string InhibitOption = "com.docker.network.bridge.inhibit_ipv4";
    public const string GatewayModeOption = "com.docker.network.bridge.gateway_mode_ipv";
    public const string MtuOption = "com.docker.network.driver.mtu";

    public static BridgeSettings Of(NetworkRecord network) => new(
        network.Options.GetValueOrDefault(NameOption) is { Length: > 0 } name ? name : "br-" + HexId.Short(network.Id),
        MtuOf(network),
        Flag(network, TalkOption),
        Flag(network, MasqueradeOption),
        network.Internal,
        [.. Gateway(network)]);

    /// <summary>Also with the gateways that running containers still use: the default bridge's can be another one since they were started (<c>--bip</c>).</summary>
    public static BridgeSettings Of(NetworkRecord network, IReadOnlyList<Endpoint> running)
    {
        var settings = Of(network);
        var former = running.Where(endpoint => IsFormer(network, endpoint))
            .Select(endpoint => (Address: IPAddress.Parse(endpoint.IPv4Gateway), endpoint.IPv4PrefixLength))
            .Distinct()
            .Select(one => (one.Address, SubnetOf(one.Address, one.IPv4PrefixLength)));
        return settings with { Gateways = [.. settings.Gateways, .. former] };
    }

    /// <summary>Whether an endpoint's gateway is the network's no more.</summary>
    public static bool IsFormer(NetworkRecord network, Endpoint endpoint) =>
        network.Driver == PredefinedNetworks.Bridge && endpoint.IPv4Gateway.Length > 0 && network.Ipam.Config?.Any(pool => pool.Gateway == endpoint.IPv4Gateway) == false;

    public bool HasIPv6 => Gateways.Any(gateway => gateway.Subnet.BaseAddress.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6);

    public FirewalledBridge Firewalled => new(Link, [.. Gateways.Select(gateway => gateway.Subnet.ToString()).Distinct()], Talks, Masquerades, Internal);

    internal static int MtuOf(NetworkRecord network) =>
        int.TryParse(network.Options.GetValueOrDefault(MtuOption), NumberStyles.None, CultureInfo.InvariantCulture, out var mtu) ? mtu : 0;

    /// <summary>On unless it is said to be off.</summary>
    private static bool Flag(NetworkRecord network, string option) =>
        !network.Options.TryGetValue(option, out var text) || !GoBool.TryParseExactly(text, out var value) || value;

    private static IPNetwork SubnetOf(IPAddress address, int length) =>
        IPNetwork.Parse(Subnet.Around(IpNumber.Of(address), length).ToString());

    private static IEnumerable<(IPAddress, IPNetwork)> Gateway(NetworkRecord network)
    {
        foreach (var pool in network.Ipam.Config ?? [])
        {
            if (IPAddress.TryParse(pool.Gateway, out var address) && IPNetwork.TryParse(pool.Subnet, out var subnet))
                yield return (address, subnet);
        }
    }
}
