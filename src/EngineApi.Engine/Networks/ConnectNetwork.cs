using EngineApi.Engine.Containers;
using EngineApi.Engine.Containers.Launch;
using EngineApi.Engine.Events;
using EngineApi.Engine.Networks.Sandbox;
using EngineApi.Wire.Networks;
using Microsoft.Extensions.Logging;

namespace EngineApi.Engine.Networks;

/// <summary>Puts a container on one more network (API: <c>NetworkConnect</c>).</summary>
public sealed class ConnectNetwork(
    NetworkTable networks, ContainerTable containers, ContainerPersistence persistence, ContainerNetworking networking, LaunchFiles files, EventBus events,
    ILogger<ConnectNetwork> log)
{
    /// <exception cref="EngineException">
    /// NotFound; InvalidParameter for what is asked for, or for networks that do not go together; Forbidden if it is there already.
    /// </exception>
    public Task ExecuteAsync(string nameOrId, NetworkConnectRequest request, CancellationToken cancellationToken)
    {
        var container = containers.Find(request.Container);
        return container.Mailbox.RunAsync(() => ConnectAsync(container, networks.Find(nameOrId), request.EndpointConfig ?? new()), cancellationToken);
    }

    private async Task ConnectAsync(Container container, NetworkRecord network, EndpointSettings asked)
    {
        var current = EndpointRules.MustStay(container.Current);
        if (EndpointRules.Broken(network.Name, network, asked) is { } broken)
            throw EngineException.InvalidParameter(broken);
        if (network.ConfigOnly)
            throw new EngineException(ErrorKind.Forbidden, EndpointRules.Unusable);
        CheckMode(current.Settings, network);
        var settings = EndpointRules.With(current.Settings, network, EndpointRules.Stored(network, asked));
        if (current.IsRunning)
            await ConnectRunningAsync(container, current with { Settings = settings }, network);
        else
            await SaveAsync(container, current with { Settings = settings });
        events.PublishNetwork(network, "connect", container.Id);
    }

    private async Task ConnectRunningAsync(Container container, ContainerSnapshot wanted, NetworkRecord network)
    {
        if (wanted.Lifecycle.Endpoints.ContainsKey(network.Id))
            throw new EngineException(ErrorKind.Forbidden, $"endpoint with name {wanted.Name} already exists in network {network.Name}");
        var asked = wanted.Settings.NetworkingConfig.EndpointsConfig![network.Name]!;
        await using var rollback = new Rollback((step, e) => log.UndoFailed(container.Id, step, e));
        var launch = await networking.ConnectAsync(wanted, new Attachment(network, asked));
        rollback.Add("network", () => networking.DisconnectAsync(wanted, network));
        var next = wanted with { Lifecycle = wanted.Lifecycle with { Endpoints = launch.Endpoints, Ports = launch.Ports } };
        rollback.Add("files", () => files.WriteAsync(container.Current, container.Current.Lifecycle.Endpoints));
        await files.WriteAsync(next, launch.Endpoints);
        await SaveAsync(container, next);
        rollback.Commit();
    }

    private async Task SaveAsync(Container container, ContainerSnapshot next)
    {
        await persistence.SaveNetworksAsync(container.Id, next.Settings, next.Lifecycle);
        container.Swap(next);
    }

    private static void CheckMode(ContainerSettings settings, NetworkRecord network)
    {
        var mode = settings.HostConfig.NetworkMode;
        if (network.Name == PredefinedNetworks.Host && !NamespaceMode.IsHost(mode))
            throw EndpointRules.OnHost();
        if (NamespaceMode.IsContainer(mode))
            EndpointRules.CheckTogether([PredefinedNetworks.Host, network.Name]);
        var others = settings.NetworkingConfig.EndpointsConfig is { Count: 0 } ? [] : Attachments.Asked(settings).Select(one => one.Network);
        EndpointRules.CheckTogether(others.Append(network.Name).Distinct());
    }
}
