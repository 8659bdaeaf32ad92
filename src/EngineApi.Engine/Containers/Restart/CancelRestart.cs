namespace EngineApi.Engine.Containers.Restart;

/// <summary>Ends the wait of a container for its restart, as a stop, a kill or a forced removal by hand does.</summary>
public sealed class CancelRestart(ContainerPersistence persistence)
{
    /// <summary>The container is exited then, and stays so. Call it from a transition in its mailbox.</summary>
    /// <returns>False if it does not wait.</returns>
    internal async Task<bool> ExecuteAsync(Container container)
    {
        var current = container.Current;
        if (current.Status != ContainerStatus.Restarting)
            return false;
        var lifecycle = current.Lifecycle with { ManuallyStopped = true };
        await persistence.SaveLifecycleAsync(container.Id, lifecycle);
        container.Restart?.Cancel();
        container.Restart = null;
        container.Swap(current with { Status = ContainerStatus.Exited, Lifecycle = lifecycle });
        container.Exits.Exited(new ContainerExit(lifecycle.ExitCode));
        return true;
    }
}
