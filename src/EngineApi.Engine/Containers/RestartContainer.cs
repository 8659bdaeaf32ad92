using EngineApi.Engine.Events;

namespace EngineApi.Engine.Containers;

/// <summary>Stops a container if it runs, and starts it (API: <c>ContainerRestart</c>).</summary>
public sealed class RestartContainer(ContainerTable containers, StopContainer stop, StartContainer start, EventBus events)
{
    /// <inheritdoc cref="StopContainer.ExecuteAsync"/>
    public async Task ExecuteAsync(string nameOrId, string? signal, int? timeoutSeconds, CancellationToken cancellationToken)
    {
        var container = containers.Find(nameOrId);
        container.Current.MustNotBeGoing();
        if (container.Current.IsRunning)
            await stop.StopAsync(container, signal, timeoutSeconds, cancellationToken);
        await start.StartAsync(container, cancellationToken);
        events.PublishContainer(container.Current, "restart");
    }
}
