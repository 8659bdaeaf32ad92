using EngineApi.Containerd;
using EngineApi.Engine.Events;

namespace EngineApi.Engine.Containers;

/// <summary>Freezes every process of a container (API: <c>ContainerPause</c>).</summary>
public sealed class PauseContainer(ContainerTable containers, ContainerdClient containerd, EventBus events)
{
    /// <exception cref="EngineException">NotFound; Conflict if it does not run or is paused already.</exception>
    public Task ExecuteAsync(string nameOrId, CancellationToken cancellationToken)
    {
        var container = containers.Find(nameOrId);
        return container.Mailbox.RunAsync(() => PauseAsync(container), cancellationToken);
    }

    private async Task PauseAsync(Container container)
    {
        var current = container.Current
            .MustRun()
            .MustNotBePaused($"Container {container.Id} is already paused");
        var task = containerd.Tasks.Of(container.Id);
        await task.WhileItRunsAsync(task.PauseAsync);
        events.PublishContainer(container.Swap(current with { Status = ContainerStatus.Paused }), "pause");
    }
}
