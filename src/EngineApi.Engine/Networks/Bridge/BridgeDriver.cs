using EngineApi.Engine.Networks.Firewall;
using EngineApi.Engine.Networks.Sandbox;
using EngineApi.Linux.Network;

namespace EngineApi.Engine.Networks.Bridge;

/// <summary>Networks of one bridge each: the containers' interfaces are its ports, and the host is their router.</summary>
/// <remarks>
/// A bridge and its rules are made when they are first needed, so that a gateway that has no containers on it costs the host nothing.
/// A container without published ports then takes no process: rules are the network's.
/// </remarks>
public sealed class BridgeDriver(
    HostLinks host, HostFirewall firewall, Sandboxes sandboxes, EngineOptions options) : INetworkDriver, IDisposable
{
    private const int DigitsOfPort = 11;

    private readonly SemaphoreSlim _ensuring = new(1, 1);

    public string Name => "bridge";

    public async Task EnsureAsync(NetworkRecord network, CancellationToken cancellationToken)
    {
        await _ensuring.WaitAsync(cancellationToken);
        try
        {
            await EnsureAsync(network);
        }
        finally
        {
            _ensuring.Release();
        }
    }

    public async Task RemoveAsync(NetworkRecord network, CancellationToken cancellationToken)
    {
        var settings = BridgeSettings.Of(network);
        // A bridge that was there before the network stays.
        await Task.Run(
            () => LinkFailure.Explain(
                network, () => host.Socket.FindLink(settings.Link)?.Alias == LinkOwner.Of(network) && host.Socket.RemoveLink(settings.Link)),
            cancellationToken);
        if (firewall.Remove(network.Id))
            await firewall.ApplyAsync();
    }

    public async Task JoinAsync(NetworkRecord network, Endpoint endpoint, string netnsPath, CancellationToken cancellationToken)
    {
        var settings = BridgeSettings.Of(network);
        if (!firewall.Has(network.Id) || host.Socket.FindLink(settings.Link) is not { } bridge)
        {
            await EnsureAsync(network, cancellationToken);
            bridge = host.Socket.FindLink(settings.Link)
                ?? throw new EngineException(ErrorKind.System, $"the bridge {settings.Link} is gone");
        }

        var port = PortOf(endpoint);
        await LinkFailure.ExplainAsync(network, () => NetworkNamespace.RunAsync(netnsPath, space =>
        {
            host.Socket.CreateVeth(port, bridge.Index, endpoint.Interface, space, MacAddress.Parse(endpoint.MacAddress), settings.Mtu);
            try
            {
                // Where frames within a bridge meet the rules (br_netfilter), the way to oneself through the host is one.
                host.Socket.SetPort(port, hairpin: true, isolated: !settings.Talks);
                EndpointLink.Settle(endpoint);
            }
            catch
            {
                host.Socket.RemoveLink(port);
                throw;
            }

            return true;
        }));
    }

    public Task LeaveAsync(NetworkRecord network, Endpoint endpoint, string netnsPath, CancellationToken cancellationToken) =>
        // The kernel takes its time to forget an interface, and holds a lock meanwhile.
        Task.Run(() => LinkFailure.Explain(network, () => host.Socket.RemoveLink(PortOf(endpoint))), cancellationToken);

    public void Dispose() => _ensuring.Dispose();

    /// <summary>The name of the endpoint's other end, on the host.</summary>
    internal static string PortOf(Endpoint endpoint) => "veth" + endpoint.Id[..DigitsOfPort];

    /// <summary>A bridge that somebody took away comes back without its ports.</summary>
    private void TakeBack(BridgeSettings settings, IReadOnlyList<Endpoint> running)
    {
        if (host.Socket.FindLink(settings.Link) is not { } bridge)
            return;
        foreach (var port in running.Select(PortOf))
        {
            if (host.Socket.FindLink(port) is { } link && link.Master != bridge.Index)
                BridgeLink.TakeBack(host.Socket, port, bridge.Index, isolated: !settings.Talks);
        }
    }

    private async Task EnsureAsync(NetworkRecord network)
    {
        var running = sandboxes.On(network.Id);
        var settings = BridgeSettings.Of(network, running);
        var isNew = LinkFailure.Explain(network, () =>
        {
            var made = BridgeLink.Ensure(host.Socket, network, settings);
            TakeBack(settings, running);
            return made;
        });
        var wasKnown = firewall.Has(network.Id);
        firewall.Set(network.Id, settings.Firewalled);
        try
        {
            await ForwardAsync(network, settings);
        }
        catch
        {
            if (!wasKnown)
                firewall.Remove(network.Id);
            if (isNew)
                host.Socket.RemoveLink(settings.Link);
            throw;
        }
    }

    /// <summary>
    /// As dockerd: who has the host forward sees to it first that it forwards nothing else than before. A host that does so already is
    /// left to its administrator.
    /// </summary>
    private async Task ForwardAsync(NetworkRecord network, BridgeSettings settings)
    {
        bool[] families = settings.HasIPv6 ? [false, true] : [false];
        var starting = options.IpForward ? families.Where(ipv6 => !LinkFailure.Explain(network, () => NetworkSysctls.Forwards(ipv6))).ToArray() : [];
        var dropping = options.IpForwardNoDrop ? [] : starting;
        foreach (var ipv6 in dropping)
            firewall.DropForwarded(ipv6);
        try
        {
            await firewall.ApplyAsync();
        }
        catch
        {
            // Until the next write it may be somebody else who has the host forward.
            foreach (var ipv6 in dropping)
                firewall.LeaveForwarded(ipv6);
            throw;
        }

        foreach (var ipv6 in starting)
        {
            LinkFailure.Explain(network, () =>
            {
                NetworkSysctls.Forward(ipv6);
                return true;
            });
        }
    }
}
