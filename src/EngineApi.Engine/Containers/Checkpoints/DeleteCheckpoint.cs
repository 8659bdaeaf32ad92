namespace EngineApi.Engine.Containers.Checkpoints;

/// <summary>Removes a checkpoint (API: <c>DELETE /containers/{id}/checkpoints/{checkpoint}</c>).</summary>
public sealed class DeleteCheckpoint(ContainerTable containers, CheckpointStore store)
{
    /// <param name="directory">Where it is kept; null or empty for the container's own directory.</param>
    /// <exception cref="EngineException">NotFound: the container, or the checkpoint; InvalidParameter: a name that none can have.</exception>
    public Task ExecuteAsync(string nameOrId, string checkpoint, string? directory, CancellationToken cancellationToken)
    {
        var container = containers.Find(nameOrId);
        return container.Mailbox.RunAsync(
            () =>
            {
                CheckpointStore.Discard(store.Find(container.Id, nameOrId, checkpoint, directory));
                return Task.CompletedTask;
            },
            cancellationToken);
    }
}
