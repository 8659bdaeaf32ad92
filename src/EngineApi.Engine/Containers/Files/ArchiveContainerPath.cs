using EngineApi.Engine.Events;

namespace EngineApi.Engine.Containers.Files;

/// <summary>Packs a file or directory of a container into a tar (API: <c>ContainerArchive</c>).</summary>
public sealed class ArchiveContainerPath(ContainerTable containers, OpenContainerFiles files, EventBus events)
{
    /// <returns>The answer to come; the caller disposes it.</returns>
    /// <exception cref="EngineException">As <see cref="StatContainerPath"/>.</exception>
    public async Task<PathArchive> OpenAsync(string nameOrId, string? path, CancellationToken cancellationToken)
    {
        var wanted = new ArchivePath(path);
        var container = containers.Find(nameOrId);
        var tree = await files.ExecuteAsync(container.Current, writable: false, cancellationToken);
        try
        {
            var archive = new PathArchive(tree, PathLookup.Find(tree, wanted, nameOrId), wanted);
            events.PublishContainer(container.Current, "archive-path");
            return archive;
        }
        catch
        {
            tree.Dispose();
            throw;
        }
    }
}
