using EngineApi.Containerd;
using EngineApi.Engine.Events;

namespace EngineApi.Engine.Containers;

/// <summary>Lets a paused container go on (API: <c>ContainerUnpause</c>).</summary>
public sealed class UnpauseContainer(ContainerTable containers, ContainerdClient containerd, EventBus events)
{
    /// <exception cref="EngineException">NotFound; System if it is not paused (dockerd answers 500 here).</exception>
    public Task ExecuteAsync(string nameOrId, CancellationToken cancellationToken)
    {
        var container = containers.Find(nameOrId);
        return container.Mailbox.RunAsync(() => UnpauseAsync(container), cancellationToken);
    }

    private async Task UnpauseAsync(Container container)
    {
        var current = container.Current;
        if (current.Status != ContainerStatus.Paused)
            throw new EngineException(ErrorKind.System, $"Container {container.Id} is not paused");
        var task = containerd.Tasks.Of(container.Id);
        await task.WhileItRunsAsync(task.ResumeAsync);
        events.PublishContainer(container.Swap(current with { Status = ContainerStatus.Running }), "unpause");
    }
}
