using EngineApi.Engine.Networks.Bridge;
using EngineApi.Engine.Networks.Parents;
using EngineApi.Engine.Networks.Sandbox;
using EngineApi.Linux.Descriptors;
using EngineApi.Linux.Network;

namespace EngineApi.Engine.Networks.Ipvlan;

/// <summary>Containers on the network of one of the host's interfaces under its MAC address.</summary>
public sealed class IpvlanDriver(HostLinks host, NetworkTable networks) : ParentDriver(host, networks)
{
    private const string DriverName = "ipvlan";
    private const string ModeOption = "ipvlan_mode";
    private const string FlagOption = "ipvlan_flag";

    public override string Name => DriverName;

    /// <summary>Whether it is one of layer 3, which has no gateway: everything goes out of the interface.</summary>
    public static bool IsRouted(NetworkRecord network) =>
        network.Driver == DriverName && network.Options.GetValueOrDefault(ModeOption) is "l3" or "l3s";

    /// <summary>Whether its containers have the MAC address of the parent.</summary>
    public static bool SharesMac(NetworkRecord network) => network.Driver == DriverName;

    protected override void Check(NetworkRecord network) => _ = (ModeOf(network), FlagOf(network));

    protected override void Create(RouteSocket host, NetworkRecord network, Endpoint endpoint, int parent, FileDescriptor space) =>
        host.CreateIpvlan(endpoint.Interface, parent, space, BridgeSettings.MtuOf(network), ModeOf(network), FlagOf(network));

    private static ushort ModeOf(NetworkRecord network) => network.Options.GetValueOrDefault(ModeOption) switch
    {
        null or "" or "l2" => 0,
        "l3" => 1,
        "l3s" => 2,
        var mode => throw EngineException.InvalidParameter($"requested ipvlan mode '{mode}' is not valid, 'l2' mode is the ipvlan driver default"),
    };

    private static ushort FlagOf(NetworkRecord network) => network.Options.GetValueOrDefault(FlagOption) switch
    {
        null or "" or "bridge" => 0,
        "private" => 1,
        "vepa" => 2,
        var flag => throw EngineException.InvalidParameter($"requested ipvlan flag '{flag}' is not valid, 'bridge' is the ipvlan driver default"),
    };
}
