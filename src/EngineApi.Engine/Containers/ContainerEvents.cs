using EngineApi.Engine.Events;

namespace EngineApi.Engine.Containers;

/// <summary>Events about containers carry its labels, its name and its image besides their own attributes.</summary>
internal static class ContainerEvents
{
    public static EngineEvent PublishContainer(
        this EventBus events, ContainerSnapshot container, string action, params ReadOnlySpan<(string Key, string Value)> more)
    {
        var config = container.Settings.Config;
        var attributes = new Dictionary<string, string>(config.Labels ?? [], StringComparer.Ordinal)
        {
            ["image"] = config.Image ?? "",
            ["name"] = container.Name,
        };
        foreach (var (key, value) in more)
            attributes[key] = value;
        return events.Publish("container", action, container.Id, attributes);
    }
}
