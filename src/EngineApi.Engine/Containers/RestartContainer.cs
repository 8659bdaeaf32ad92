using EngineApi.Engine.Events;

namespace EngineApi.Engine.Containers;

/// <summary>Stops a container if it runs, and starts it (API: <c>ContainerRestart</c>).</summary>
public sealed class RestartContainer(ContainerTable containers, StopContainer stop, StartContainer start, EventBus events)
{
    /// <inheritdoc cref="StopContainer.ExecuteAsync"/>
    public Task ExecuteAsync(string nameOrId, string? signal, int? timeoutSeconds, CancellationToken cancellationToken)
    {
        var container = containers.Find(nameOrId);
        container.Current.MustNotBeGoing();
        // A client that leaves in between must not leave a stopped container behind.
        return StopAndStartAsync(container, signal, timeoutSeconds).WaitAsync(cancellationToken);
    }

    private async Task StopAndStartAsync(Container container, string? signal, int? timeoutSeconds)
    {
        if (container.Current.IsUp)
            await stop.StopAsync(container, signal, timeoutSeconds, CancellationToken.None);
        try
        {
            await start.StartAsync(container, CancellationToken.None);
        }
        catch (EngineException e) when (e.Kind == ErrorKind.NotModified)
        {
            // Somebody else started it meanwhile: it runs anew, which is what was asked for.
        }

        events.PublishContainer(container.Current, "restart");
    }
}
