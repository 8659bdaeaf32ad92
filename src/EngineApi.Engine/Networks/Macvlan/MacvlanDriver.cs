using EngineApi.Engine.Networks.Bridge;
using EngineApi.Engine.Networks.Parents;
using EngineApi.Engine.Networks.Sandbox;
using EngineApi.Linux.Descriptors;
using EngineApi.Linux.Network;

namespace EngineApi.Engine.Networks.Macvlan;

/// <summary>Containers with MAC addresses of their own on the network of one of the host's interfaces.</summary>
public sealed class MacvlanDriver(HostLinks host, NetworkTable networks) : ParentDriver(host, networks)
{
    private const string ModeOption = "macvlan_mode";

    public override string Name => "macvlan";

    protected override void Check(NetworkRecord network) => ModeOf(network);

    protected override void Create(RouteSocket host, NetworkRecord network, Endpoint endpoint, int parent, FileDescriptor space) => host.CreateMacvlan(
        endpoint.Interface, parent, space, MacAddress.Parse(endpoint.MacAddress), BridgeSettings.MtuOf(network), ModeOf(network));

    private static uint ModeOf(NetworkRecord network) => network.Options.GetValueOrDefault(ModeOption) switch
    {
        null or "" or "bridge" => 4,
        "private" => 1,
        "vepa" => 2,
        "passthru" => 8,
        var mode => throw EngineException.InvalidParameter($"requested macvlan mode '{mode}' is not valid, 'bridge' mode is the macvlan driver default"),
    };
}
