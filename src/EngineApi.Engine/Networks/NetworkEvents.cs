using EngineApi.Engine.Events;

namespace EngineApi.Engine.Networks;

/// <summary>Events about networks carry their name and their driver.</summary>
public static class NetworkEvents
{
    /// <summary>For each network that a container has got on, or off.</summary>
    /// <param name="action"><c>connect</c> or <c>disconnect</c>.</param>
    internal static void PublishNetworks(
        this EventBus events, NetworkTable networks, string action, string containerId, IReadOnlyDictionary<string, Endpoint> endpoints)
    {
        foreach (var endpoint in endpoints.Values.OrderBy(endpoint => endpoint.Interface, StringComparer.Ordinal))
        {
            if (networks.TryGet(endpoint.NetworkId, out var network))
                events.PublishNetwork(network, action, containerId);
        }
    }

    /// <param name="action"><c>create</c>, <c>connect</c>, <c>disconnect</c> or <c>destroy</c>.</param>
    /// <param name="containerId">Whom it is about besides; null for the network alone.</param>
    public static void PublishNetwork(this EventBus events, NetworkRecord network, string action, string? containerId = null)
    {
        ArgumentNullException.ThrowIfNull(events);
        if (containerId is null)
            events.Publish("network", action, network.Id, ("name", network.Name), ("type", network.Driver));
        else
            events.Publish("network", action, network.Id, ("container", containerId), ("name", network.Name), ("type", network.Driver));
    }
}
