using EngineApi.Engine.Containers;
using EngineApi.Engine.Containers.Launch;
using EngineApi.Engine.Events;
using EngineApi.Engine.Networks.Sandbox;
using EngineApi.Wire.Networks;

namespace EngineApi.Engine.Networks;

/// <summary>Takes a container off a network (API: <c>NetworkDisconnect</c>).</summary>
public sealed class DisconnectNetwork(
    NetworkTable networks, ContainerTable containers, ContainerPersistence persistence, ContainerNetworking networking, LaunchFiles files, EventBus events)
{
    /// <exception cref="EngineException">NotFound; InvalidParameter for the host's network; System if it is not on it.</exception>
    public Task ExecuteAsync(string nameOrId, NetworkDisconnectRequest request, CancellationToken cancellationToken)
    {
        if (request.Force && containers.FindOrNull(request.Container) is null)
        {
            // By force an endpoint goes whose container is gone; here there are none. That there is no such network is said first.
            networks.Find(nameOrId);
            throw EngineException.NotFound($"endpoint {request.Container} not found");
        }

        var container = containers.Find(request.Container);
        return container.Mailbox.RunAsync(() => DisconnectAsync(container, networks.Find(nameOrId)), cancellationToken);
    }

    private async Task DisconnectAsync(Container container, NetworkRecord network)
    {
        var current = EndpointRules.MustStay(container.Current);
        if (network.Name == PredefinedNetworks.Host && NamespaceMode.IsHost(current.Settings.HostConfig.NetworkMode))
            throw EndpointRules.OnHost();
        // Docker's status: it takes this for its own failure.
        var settings = EndpointRules.Without(current.Settings, network)
            ?? throw new EngineException(ErrorKind.System, $"container {current.Id} is not connected to network {network.Name}");
        var next = current with { Settings = settings };
        if (current.IsRunning && current.Lifecycle.Endpoints.ContainsKey(network.Id))
        {
            var launch = await networking.DisconnectAsync(current, network);
            next = next with { Lifecycle = current.Lifecycle with { Endpoints = launch.Endpoints, Ports = launch.Ports } };
            await files.WriteAsync(next, launch.Endpoints);
        }

        await persistence.SaveNetworksAsync(container.Id, next.Settings, next.Lifecycle);
        container.Swap(next);
        events.PublishNetwork(network, "disconnect", container.Id);
    }
}
