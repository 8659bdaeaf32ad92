using EngineApi.Engine.Events;

namespace EngineApi.Engine.Networks;

/// <summary>Events about networks carry their name and their driver.</summary>
public static class NetworkEvents
{
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
