using EngineApi.Engine.Events;
using EngineApi.Engine.Stdio;

namespace EngineApi.Engine.Containers;

/// <summary>Connects a client to a container's streams (API: <c>ContainerAttach</c>).</summary>
public sealed class AttachContainer(ContainerTable containers, EventBus events)
{
    /// <summary>Attaches; nothing the container writes from here on is missed.</summary>
    /// <exception cref="EngineException">NotFound; Conflict if it is paused or restarting.</exception>
    public async Task<AttachSession> OpenAsync(string nameOrId, StdioAttach wanted)
    {
        var container = containers.Find(nameOrId);
        var current = container.Current.MustNotBePaused(
            $"container {nameOrId} is paused, unpause the container before attach");
        if (current.Status == ContainerStatus.Restarting)
            throw EngineException.Conflict($"container {nameOrId} is restarting, wait until the container is running");
        var client = await container.Stdio.AttachAsync(wanted with { Stdin = wanted.Stdin && current.Settings.Config.OpenStdin });
        events.PublishContainer(current, "attach");
        return new(client, current.Settings.Config.Tty, () => events.PublishContainer(container.Current, "detach"));
    }
}
