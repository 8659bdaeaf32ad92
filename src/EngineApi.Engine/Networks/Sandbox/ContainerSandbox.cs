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

    /// <summary>Of each published port, if the container has an address of its family.</summary>
    public IReadOnlyList<ForwardedPort> Forwards => PortTarget is not var (_, endpoint)
        ? []
        : [.. Ports.Select(port => new ForwardedPort(port, IsIPv6(port) ? endpoint.IPv6Address : endpoint.IPv4Address)).Where(forward => forward.Target.Length > 0)];

    public void Add(Attachment attachment, Endpoint endpoint) => Joined = [.. Joined, (attachment, endpoint)];

    public void Remove(Endpoint endpoint) => Joined = [.. Joined.Where(one => one.Endpoint != endpoint)];

    public Task SetGatewayAsync() => DefaultGateway.SetAsync(
        NetnsPath, DefaultGateway.Choose(Joined, ipv6: false), DefaultGateway.Choose(Joined, ipv6: true));

    private static bool IsIPv6(PublishedPort port) => port.HostAddress.Contains(':', StringComparison.Ordinal);
}
