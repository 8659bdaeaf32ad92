namespace EngineApi.Engine.Containers;

/// <summary>Waits for a container to end (API: <c>ContainerWait</c>).</summary>
public sealed class WaitContainer(ContainerTable containers)
{
    /// <param name="condition"><c>not-running</c> (also null or empty), <c>next-exit</c> or <c>removed</c>.</param>
    /// <returns>The wait itself, begun: whoever starts the container after this call returned cannot miss its exit.</returns>
    /// <exception cref="EngineException">NotFound; InvalidParameter for another condition.</exception>
    public Task<ContainerExit> Begin(string nameOrId, string? condition)
    {
        var container = containers.Find(nameOrId);
        return condition switch
        {
            null or "" or "not-running" => NotRunning(container),
            "next-exit" => container.Exits.Next,
            "removed" => container.Exits.Removed,
            _ => throw EngineException.InvalidParameter($"invalid condition: \"{condition}\""),
        };
    }

    private static Task<ContainerExit> NotRunning(Container container)
    {
        var next = container.Exits.Next;
        var current = container.Current;
        return current.IsUp
            ? next
            : Task.FromResult(new ContainerExit(current.Lifecycle.ExitCode));
    }
}
