using EngineApi.Engine.Containers;
using EngineApi.Engine.Events;
using EngineApi.Wire.Networks;

namespace EngineApi.Engine.Networks;

/// <summary>Puts a container on one more network (API: <c>NetworkConnect</c>).</summary>
public sealed class ConnectNetwork(NetworkTable networks, ContainerTable containers, ContainerPersistence persistence, EventBus events)
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
        var current = container.Current;
        if (current.Status is ContainerStatus.Removing or ContainerStatus.Dead)
            throw EngineException.Conflict($"container {current.Id} is marked for removal and cannot be connected or disconnected to the network");
        if (EndpointRules.Broken(network.Name, network, asked) is { } broken)
            throw EngineException.InvalidParameter(broken);
        CheckMode(current.Settings, network);
        var settings = EndpointRules.With(current.Settings, network, EndpointRules.Stored(network, asked));
        if (current.IsRunning)
            throw EngineException.NotImplemented("connecting a running container to a network is not supported by engineapi yet");
        await persistence.SaveSettingsAsync(container.Id, settings);
        container.Swap(current with { Settings = settings });
        events.PublishNetwork(network, "connect", container.Id);
    }

    private static void CheckMode(ContainerSettings settings, NetworkRecord network)
    {
        var mode = settings.HostConfig.NetworkMode;
        if (network.Name == PredefinedNetworks.Host && !NamespaceMode.IsHost(mode))
            throw EngineException.InvalidParameter("conflicting options: container cannot be disconnected from host network or connected to host network");
        if (NamespaceMode.IsContainer(mode))
            EndpointRules.CheckTogether([PredefinedNetworks.Host, network.Name]);
        var others = settings.NetworkingConfig.EndpointsConfig is { Count: 0 } ? [] : Attachments.Asked(settings).Select(one => one.Network);
        EndpointRules.CheckTogether(others.Append(network.Name).Distinct());
    }
}
