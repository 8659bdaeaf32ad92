using System.Globalization;
using System.Net;
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
    public const string MtuOption = "com.docker.network.driver.mtu";

    public static BridgeSettings Of(NetworkRecord network) => new(
        network.Options.GetValueOrDefault(NameOption) is { Length: > 0 } name ? name : "br-" + HexId.Short(network.Id),
        MtuOf(network),
        Flag(network, TalkOption),
        Flag(network, MasqueradeOption),
        network.Internal,
        [.. Gateway(network)]);

    public bool HasIPv6 => Gateways.Any(gateway => gateway.Subnet.BaseAddress.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6);

    public FirewalledBridge Firewalled => new(Link, [.. Gateways.Select(gateway => gateway.Subnet.ToString())], Talks, Masquerades, Internal);

    internal static int MtuOf(NetworkRecord network) =>
        int.TryParse(network.Options.GetValueOrDefault(MtuOption), NumberStyles.None, CultureInfo.InvariantCulture, out var mtu) ? mtu : 0;

    private static bool Flag(NetworkRecord network, string option) =>
        GoBool.Parse(network.Options.GetValueOrDefault(option), whenAbsent: true);

    private static IEnumerable<(IPAddress, IPNetwork)> Gateway(NetworkRecord network)
    {
        foreach (var pool in network.Ipam.Config ?? [])
        {
            if (IPAddress.TryParse(pool.Gateway, out var address) && IPNetwork.TryParse(pool.Subnet, out var subnet))
                yield return (address, subnet);
        }
    }
}
