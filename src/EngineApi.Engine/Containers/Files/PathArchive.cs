using System.IO.Pipelines;
using EngineApi.Engine.Tar;
using EngineApi.Linux.Files;
using EngineApi.Wire.Containers;

namespace EngineApi.Engine.Containers.Files;

/// <summary>A file or directory of a container that was found and can be packed; the container's files stay open as long as this.</summary>
public sealed class PathArchive : IDisposable
{
    private readonly FileTree _tree;
    private readonly TreeNode _node;
    private readonly string _name;

    internal PathArchive(FileTree tree, TreeNode node, ArchivePath path)
    {
        (_tree, _node, _name) = (tree, node, path.BaseName);
        Stat = PathStats.Of(tree, node, path);
    }

    public ContainerPathStat Stat { get; }

    /// <exception cref="IOException">A file cannot be read, or nobody reads the archive any more.</exception>
    public async Task WriteAsync(PipeWriter output, CancellationToken cancellationToken)
    {
        var tar = new TarStreamWriter(output);
        await new TreePacker(tar).PackAsync(_node, _name, cancellationToken);
        await tar.EndAsync(cancellationToken);
    }

    public void Dispose()
    {
        _node.Dispose();
        _tree.Dispose();
    }
}
