using EngineApi.Wire.Containers;

namespace EngineApi.Engine.Containers.Files;

/// <summary>Tells what is at a path of a container (API: <c>ContainerArchiveInfo</c>).</summary>
public sealed class StatContainerPath(ContainerTable containers, OpenContainerFiles files)
{
    /// <exception cref="EngineException">NotFound for the container or the path; InvalidParameter without one; System for a path through a file.</exception>
    public async Task<ContainerPathStat> ExecuteAsync(string nameOrId, string? path, CancellationToken cancellationToken)
    {
        var wanted = new ArchivePath(path);
        var container = containers.Find(nameOrId);
        using var tree = await files.ExecuteAsync(container.Current, writable: false, cancellationToken);
        using var node = PathLookup.Find(tree, wanted, nameOrId);
        return PathStats.Of(tree, node, wanted);
    }
}
