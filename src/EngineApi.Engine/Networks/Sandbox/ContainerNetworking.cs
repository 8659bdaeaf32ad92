using EngineApi.Engine.Containers;
using EngineApi.Engine.Networks.Addresses;
using EngineApi.Engine.Networks.Bridge;
using EngineApi.Engine.Networks.Dns;
using EngineApi.Engine.Networks.Firewall;
using EngineApi.Engine.Networks.Ports;
using EngineApi.Linux;
using EngineApi.Linux.Network;
using EngineApi.Wire.Networks;
using Microsoft.Extensions.Logging;

namespace EngineApi.Engine.Networks.Sandbox;

/// <summary>
/// Puts containers on their networks and takes them off again. A container's namespace is made before its task and bound to
/// <c>EXEC-ROOT/netns/ID</c>, so that the runtime only enters it.
/// </summary>
/// <remarks>Everything about one container happens in its mailbox. What runs is known from containers alone; nothing else is kept.</remarks>
public sealed class ContainerNetworking(
    Attachments attachments,
    AddressBook addresses,
    NetworkDrivers drivers,
    HostPorts ports,
    HostFirewall firewall,
    StaleFlows flows,
    NetworkDns dns,
    ContainerTable containers,
    Sandboxes sandboxes,
    EngineOptions options,
    TimeProvider time,
    ILogger<ContainerNetworking> log)
{
    internal const string Failed = "failed to set up container networking: ";

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private readonly Leavings _leaving = new();

    /// <summary>Before a start: namespace, interfaces, addresses, routes, published ports.</summary>
    /// <param name="rollback">Learns how to take all of it back.</param>
    /// <exception cref="EngineException">NotFound for a network that is gone; else what refused, with dockerd's words before it. Nothing is left.</exception>
    public async Task<NetworkLaunch> JoinAsync(ContainerSnapshot container, Rollback rollback)
    {
        var wanted = attachments.Of(container.Settings);
        if (wanted.Any(one => one.Network.ConfigOnly))
            throw new EngineException(ErrorKind.Forbidden, Failed + EndpointRules.Unusable);
        if (HasNone(container.Settings) || (wanted.Count > 0 && wanted.All(one => !NetworkDrivers.HasLinks(one.Network))))
            return NetworkLaunch.None with { Endpoints = wanted.ToDictionary(one => one.Network.Id, NewEndpoint.Of) };
        await LeaveAsync(container.Id);
        rollback.Add("network", () => LeaveAsync(container.Id));
        try
        {
            var sandbox = new ContainerSandbox(options.NetworkNamespacePath(container.Id));
            sandboxes.Set(container.Id, sandbox);
            Directory.CreateDirectory(options.NetnsRoot);
            await NetworkNamespace.CreateAsync(sandbox.NetnsPath, PrepareNamespace);
            foreach (var attachment in wanted.Where(one => NetworkDrivers.HasLinks(one.Network)))
                await JoinAsync(container, sandbox, attachment);
            await sandbox.SetGatewayAsync();
            await PublishAsync(container, sandbox);
            return sandbox.Launch;
        }
        catch (EngineException e) when (!e.Message.StartsWith(Failed, StringComparison.Ordinal))
        {
            throw new EngineException(e.Kind, Failed + e.Message, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EngineException(ErrorKind.System, Failed + e.Message, e);
        }
    }

    /// <summary>Joins one more network while the container runs.</summary>
    /// <returns>What it has now, to be kept in its lifecycle.</returns>
    /// <exception cref="EngineException">It has no namespace of ours, or the network refuses; nothing has changed then.</exception>
    public async Task<NetworkLaunch> ConnectAsync(ContainerSnapshot container, Attachment attachment)
    {
        var sandbox = await SandboxOfAsync(container);
        await JoinAsync(container, sandbox, attachment);
        try
        {
            await sandbox.SetGatewayAsync();
            await PublishAsync(container, sandbox);
        }
        catch
        {
            await LeaveAsync(container.Id, sandbox, sandbox.Joined[^1]);
            await sandbox.SetGatewayAsync();
            throw;
        }

        return sandbox.Launch;
    }

    /// <summary>Leaves one network while the container runs; in order if it is not on it.</summary>
    /// <returns>What it has now, to be kept in its lifecycle.</returns>
    public async Task<NetworkLaunch> DisconnectAsync(ContainerSnapshot container, NetworkRecord network)
    {
        var sandbox = await SandboxOfAsync(container);
        foreach (var joined in sandbox.Joined.Where(one => one.Attachment.Network.Id == network.Id))
            await LeaveAsync(container.Id, sandbox, joined);
        await sandbox.SetGatewayAsync();
        return sandbox.Launch;
    }

    /// <summary>
    /// After the end of a run, or of a start that failed. The namespace goes with its last process, and its interfaces with it; what
    /// takes the kernel or a process longer happens behind the caller's back.
    /// </summary>
    public async Task LeaveAsync(string containerId)
    {
        var forgotten = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var cleaning = Task.CompletedTask;
        if (sandboxes.TryRemove(containerId, out var sandbox))
        {
            ports.Release(containerId);
            var isForwarded = firewall.Forward(containerId, []);
            var retired = sandbox.Joined.Select(one => addresses.Retire(one.Attachment.Network.Id, containerId)).ToArray();
            var hasLinks = isForwarded || IsShared(containerId) || sandbox.Joined.Any(one => BridgeSettings.IsFormer(one.Attachment.Network, one.Endpoint));
            cleaning = CleanUpAsync(containerId, sandbox, isForwarded, hasLinks, forgotten.Task, retired);
            _leaving.Add(cleaning);
            if (hasLinks)
                cleaning = Task.CompletedTask;
        }

        var isForgotten = false;
        try
        {
            isForgotten = await dns.LeaveAsync(containerId);
            NetworkNamespace.Remove(options.NetworkNamespacePath(containerId));
        }
        finally
        {
            forgotten.SetResult(isForgotten);
        }

        await cleaning;
    }

    /// <summary>For a container that was found running: it keeps what it has.</summary>
    /// <param name="networks">Those of its endpoints that are there.</param>
    internal void Adopt(ContainerSnapshot running, NetworkTable networks)
    {
        var sandbox = new ContainerSandbox(options.NetworkNamespacePath(running.Id)) { Ports = running.Lifecycle.Ports };
        foreach (var endpoint in running.Lifecycle.Endpoints.Values.OrderBy(one => one.Interface, StringComparer.Ordinal))
        {
            if (!networks.TryGet(endpoint.NetworkId, out var network) || !NetworkDrivers.HasLinks(network))
                continue;
            addresses.Adopt(network, running.Id, endpoint);
            dns.Adopt(running, network, endpoint);
            sandbox.Add(new(network, Attachments.Asked(running.Settings, network)), endpoint);
        }

        if (sandbox.Joined.Count == 0)
            return;
        sandboxes.Set(running.Id, sandbox);
        var lost = ports.Adopt(running.Id, sandbox.Ports, sandbox.Carried);
        foreach (var (port, errno) in lost)
            log.PortNotHeld(running.Id, port.HostAddress, port.HostPort, port.Protocol, Errno.Reason(errno));
        var isCarried = TryCarry(running.Id, sandbox);
        if (lost.Count > 0 || !isCarried)
            _ = RetryPortsAsync(running.Id, sandbox);
        firewall.Forward(running.Id, sandbox.Forwards);
    }

    private bool TryCarry(string containerId, ContainerSandbox sandbox)
    {
        try
        {
            ports.Carry(containerId, sandbox.Carried);
            return true;
        }
        catch (EngineException e)
        {
            // It runs on without; nobody else has to wait for it.
            log.PortNotCarried(containerId, e);
            return false;
        }
    }

    /// <summary>Who has a port that is a running container's may give it back at any time: as long as the container runs, it is tried again.</summary>
    private async Task RetryPortsAsync(string containerId, ContainerSandbox sandbox)
    {
        var isDone = false;
        for (var pause = FirstPause; !isDone; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            await Task.Delay(pause, time);
            if (!containers.TryGet(containerId, out var container))
                return;
            await container.Mailbox.RunAsync(
                () =>
                {
                    isDone = !sandboxes.TryGet(containerId, out var current) || current != sandbox || ports.Retry(containerId, sandbox.Carried);
                    return Task.CompletedTask;
                },
                CancellationToken.None);
        }
    }

    private async Task JoinAsync(ContainerSnapshot container, ContainerSandbox sandbox, Attachment attachment)
    {
        var lease = await ReserveAsync(attachment.Network, container.Id, attachment.Settings.IPAMConfig);
        var link = NewEndpoint.FreeName(attachment.Network, sandbox.Joined.Select(one => one.Endpoint));
        var endpoint = NewEndpoint.Of(container.Settings, attachment, lease, link);
        sandbox.Add(attachment, endpoint);
        try
        {
            await drivers.Get(attachment.Network.Driver).JoinAsync(attachment.Network, endpoint, sandbox.NetnsPath, CancellationToken.None);
            await dns.JoinAsync(container, attachment.Network, endpoint);
        }
        catch
        {
            sandbox.Remove(endpoint);
            addresses.Release(attachment.Network.Id, container.Id);
            throw;
        }
    }

    private async Task LeaveAsync(string containerId, ContainerSandbox sandbox, (Attachment Attachment, Endpoint Endpoint) joined)
    {
        var network = joined.Attachment.Network;
        await drivers.Get(network.Driver).LeaveAsync(network, joined.Endpoint, sandbox.NetnsPath, CancellationToken.None);
        var former = sandbox.Forwards;
        sandbox.Remove(joined.Endpoint);
        try
        {
            // Before the address can be somebody else's.
            ports.Carry(containerId, sandbox.Carried);
            if (firewall.Forward(containerId, sandbox.Forwards))
            {
                await firewall.ApplyAsync();
                await flows.UnpublishedAsync(former);
            }

            if (sandbox.PortTarget is null)
            {
                ports.Release(containerId);
                sandbox.Ports = [];
            }
        }
        finally
        {
            addresses.Release(network.Id, containerId);
            await dns.LeaveAsync(containerId, network.Id);
        }
    }

    /// <summary>Unless it has been done: the first network that can, does.</summary>
    private async Task PublishAsync(ContainerSnapshot container, ContainerSandbox sandbox)
    {
        if (sandbox.PortTarget is not var (attachment, endpoint))
            return;
        if (sandbox.Ports.Count == 0)
        {
            var requests = PortRequests.Of(container.Settings, attachment.Network.Options.GetValueOrDefault(BridgeSettings.HostBindingOption));
            if (requests.Count == 0)
                return;
            try
            {
                var reachable = requests.Select(request => request.For(endpoint)).ToArray();
                sandbox.Ports = ports.Take(container.Id, reachable, endpoint.AddressBeforePort, sandbox.Carried);
            }
            catch (EngineException e)
            {
                throw new EngineException(
                    e.Kind, $"driver failed programming external connectivity on endpoint {container.Name} ({endpoint.Id}): {e.Message}", e);
            }
        }

        ports.Carry(container.Id, sandbox.Carried);
        if (!firewall.Forward(container.Id, sandbox.Forwards))
            return;
        await firewall.ApplyAsync();
        await flows.PublishedAsync(sandbox.Forwards);
    }

    /// <summary>An address is somebody else's only when no rule leads a published port there any more, nor anybody has it still.</summary>
    /// <param name="hasLinks">There is more to take away than what goes with the namespace.</param>
    /// <param name="forgotten">Whether its names lead nowhere any more, and the name server does not keep its namespace.</param>
    /// <param name="retired">Give its addresses back, when neither rules nor names lead to them.</param>
    private async Task CleanUpAsync(
        string containerId, ContainerSandbox sandbox, bool isForwarded, bool hasLinks, Task<bool> forgotten, IReadOnlyList<Action> retired)
    {
        try
        {
            if (isForwarded)
            {
                await firewall.ApplyAsync();
                await flows.UnpublishedAsync(sandbox.Forwards);
            }

            // A namespace that goes on takes nothing with it.
            if (hasLinks || !await forgotten)
            {
                foreach (var (attachment, endpoint) in sandbox.Joined)
                    await drivers.Get(attachment.Network.Driver).LeaveAsync(attachment.Network, endpoint, sandbox.NetnsPath, CancellationToken.None);
            }
        }
        catch (Exception e)
        {
            // The rules are written whole the next time; the interfaces are gone when the namespace is.
            log.NotCleanedUp(containerId, e);
        }

        await forgotten;
        // Now neither a rule nor a name leads to its addresses.
        GiveBack(retired);
        if (hasLinks)
            await LeaveFormerBridgesAsync(containerId, sandbox);
    }

    /// <summary>A bridge keeps the gateway address it had before as long as somebody is there who uses it.</summary>
    private async Task LeaveFormerBridgesAsync(string containerId, ContainerSandbox sandbox)
    {
        try
        {
            foreach (var (attachment, _) in sandbox.Joined.Where(one => BridgeSettings.IsFormer(one.Attachment.Network, one.Endpoint)))
            {
                await drivers.Get(attachment.Network.Driver).EnsureAsync(attachment.Network, CancellationToken.None);
                addresses.ReleaseFormerGateways(attachment.Network.Id);
            }
        }
        catch (Exception e)
        {
            // It is tried again when the network is used again.
            log.NotCleanedUp(containerId, e);
        }
    }

    private static void GiveBack(IReadOnlyList<Action> retired)
    {
        foreach (var giveBack in retired)
            giveBack();
    }

    /// <summary>What is taken may be free in a moment: those who have it may be on their way out.</summary>
    private async Task<AddressLease> ReserveAsync(NetworkRecord network, string containerId, EndpointIPAMConfig? asked)
    {
        var leaving = _leaving.All;
        try
        {
            return addresses.Reserve(network, containerId, asked?.IPv4Address, asked?.IPv6Address);
        }
        catch (EngineException e) when (e.Kind is ErrorKind.Forbidden or ErrorKind.System && !leaving.IsCompleted)
        {
            await leaving;
            return addresses.Reserve(network, containerId, asked?.IPv4Address, asked?.IPv6Address);
        }
    }

    /// <summary>Somebody in the same namespace goes on running, and with it the namespace: only the addresses are somebody else's from now on.</summary>
    private bool IsShared(string containerId) => containers.All.Any(other =>
        other.Current.IsRunning && NamespaceMode.ContainerOf(other.Current.Settings.HostConfig.NetworkMode) is { } owner
        && containers.FindOrNull(owner)?.Id == containerId);

    /// <summary>One that was on no network of ours has a namespace that the runtime has made.</summary>
    private async Task<ContainerSandbox> SandboxOfAsync(ContainerSnapshot container)
    {
        if (sandboxes.TryGet(container.Id, out var known))
            return known;
        if (HasNone(container.Settings) || NamespaceMode.IsHost(container.Settings.HostConfig.NetworkMode))
            throw new EngineException(ErrorKind.System, $"container {container.Id} has no network of its own");
        var path = options.NetworkNamespacePath(container.Id);
        if (!File.Exists(path))
        {
            Directory.CreateDirectory(options.NetnsRoot);
            await RuntimeNamespace.KeepAsync(path, $"/proc/{container.Pid}/ns/net", containers.Find(container.Id), PrepareNamespace);
        }

        var sandbox = new ContainerSandbox(path);
        sandboxes.Set(container.Id, sandbox);
        return sandbox;
    }

    private static bool HasNone(ContainerSettings settings) =>
        settings.Config.NetworkDisabled == true || NamespaceMode.IsContainer(settings.HostConfig.NetworkMode);

    private static void PrepareNamespace()
    {
        using var inside = new RouteSocket();
        inside.SetUp(inside.FindLink("lo")!.Index);
        NetworkSysctls.PrepareNamespace();
    }
}
