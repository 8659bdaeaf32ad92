using EngineApi.Wire.Containers;

namespace EngineApi.Engine.Containers.Checkpoints;

/// <summary>Lists a container's checkpoints (API: <c>GET /containers/{id}/checkpoints</c>).</summary>
public sealed class ListCheckpoints(ContainerTable containers, CheckpointStore store)
{
    /// <param name="directory">Where they are kept; null or empty for the container's own directory.</param>
    /// <exception cref="EngineException">NotFound: the container, or the directory; InvalidParameter: a path that is not absolute.</exception>
    public List<Checkpoint> Execute(string nameOrId, string? directory)
    {
        var path = store.DirectoryOf(containers.Find(nameOrId).Id, directory);
        if (!string.IsNullOrEmpty(directory) && !Directory.Exists(path))
            throw EngineException.NotFound($"checkpoint directory {directory} does not exist");
        return [.. CheckpointStore.NamesIn(path).Select(static name => new Checkpoint { Name = name })];
    }
}
