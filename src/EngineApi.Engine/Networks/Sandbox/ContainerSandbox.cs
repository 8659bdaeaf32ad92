using System.Net;
using EngineApi.Engine.Networks.Firewall;

namespace EngineApi.Engine.Networks.Sandbox;

/// <summary>The network namespace of a container that runs, and what is in it. Only for transitions in the container's mailbox.</summary>
internal sealed class ContainerSandbox(string netnsPath)
{
    public string NetnsPath { get; } = netnsPath;

    /// <summary>In the order of joining; replaced as a whole, so that others may look at it.</summary>
    public IReadOnlyList<(Attachment Attachment, Endpoint Endpoint)> Joined { get; private set; } = [];

    public IReadOnlyList<PublishedPort> Ports { get; set; } = [];

    /// <summary>Where published ports lead: the network with the default route if it is a bridge that the host routes to, else the first such.</summary>
    public (Attachment Attachment, Endpoint Endpoint)? PortTarget
    {
        get
        {
            var gateway = DefaultGateway.Choose(Joined, ipv6: false) ?? DefaultGateway.Choose(Joined, ipv6: true);
            return Joined
                .Where(one => one.Attachment.Network is { Driver: "bridge", Internal: false })
                .OrderByDescending(one => one.Endpoint == gateway)
                .Select(one => ((Attachment, Endpoint)?)one)
                .FirstOrDefault();
        }
    }

    public NetworkLaunch Launch => new(NetnsPath, Joined.ToDictionary(one => one.Attachment.Network.Id, one => one.Endpoint), Ports);

    /// <summary>Of each published port that rules lead to the container: those whose family it has an address of.</summary>
    public IReadOnlyList<ForwardedPort> Forwards => PortTarget is not var (_, endpoint)
        ? []
        : [.. Ports.Where(port => !IsLoopback(port)).Select(port => new ForwardedPort(port, AddressOf(endpoint, port.IsIPv6))).Where(forward => forward.Target.Length > 0)];

    /// <summary>Where a port leads that rules do not lead there, or not from everywhere: nothing is routed from <c>::1</c>. Null for the others.</summary>
    public IPEndPoint? Carried(PublishedPort port)
    {
        if (port.Protocol == "sctp" || PortTarget is not var (_, endpoint))
            return null;
        var own = AddressOf(endpoint, port.IsIPv6);
        if (own.Length > 0 && !IsLoopback(port) && port.HostAddress != "::")
            return null;
        return IPAddress.TryParse(own.Length > 0 ? own : AddressOf(endpoint, !port.IsIPv6), out var address) ? new(address, port.ContainerPort) : null;
    }

    public void Add(Attachment attachment, Endpoint endpoint) => Joined = [.. Joined, (attachment, endpoint)];

    public void Remove(Endpoint endpoint) => Joined = [.. Joined.Where(one => one.Endpoint != endpoint)];

    public Task SetGatewayAsync() => DefaultGateway.SetAsync(
        NetnsPath, DefaultGateway.Choose(Joined, ipv6: false), DefaultGateway.Choose(Joined, ipv6: true));

    private static string AddressOf(Endpoint endpoint, bool ipv6) => ipv6 ? endpoint.IPv6Address : endpoint.IPv4Address;

    private static bool IsLoopback(PublishedPort port) => port.IsIPv6 && IPAddress.IsLoopback(IPAddress.Parse(port.HostAddress));
}
