using System.IO.Pipelines;
using EngineApi.Engine.Events;
using EngineApi.Engine.Tar;

namespace EngineApi.Engine.Containers.Files;

/// <summary>Packs a container's whole root file system, without what is mounted into it (API: <c>ContainerExport</c>).</summary>
public sealed class ExportContainer(ContainerTable containers, OpenContainerFiles files, EventBus events)
{
    /// <param name="output">Takes the tar, as it is packed.</param>
    /// <param name="begin">Called once, when nothing can be refused any more and before the first byte.</param>
    /// <exception cref="EngineException">NotFound; Conflict when it is being removed.</exception>
    public async Task ExecuteAsync(string nameOrId, PipeWriter output, Action begin, CancellationToken cancellationToken)
    {
        var container = containers.Find(nameOrId);
        container.Current.MustBeWhole("export");
        using (var tree = await files.OpenRootAsync(container.Current, writable: false, cancellationToken))
        {
            begin();
            var tar = new TarStreamWriter(output);
            await new TreePacker(tar).PackContentsAsync(tree.Root, "", cancellationToken);
            await tar.EndAsync(cancellationToken);
        }

        events.PublishContainer(container.Current, "export");
    }
}
