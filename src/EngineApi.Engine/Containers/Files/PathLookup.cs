using EngineApi.Linux;
using EngineApi.Linux.Files;

namespace EngineApi.Engine.Containers.Files;

/// <summary>Finds what an archive call names, with dockerd's errors.</summary>
internal static class PathLookup
{
    /// <summary>A symlink at the end is itself what is found, unless the path says that a directory is meant.</summary>
    /// <exception cref="EngineException">NotFound; System when the way leads through a file.</exception>
    public static TreeNode Find(FileTree tree, ArchivePath path, string container)
    {
        var node = tree.TryFind(path.Clean, followLast: path.MustBeDirectory, from: null, out var errno);
        if (node is not null && path.MustBeDirectory && !node.IsDirectory)
        {
            node.Dispose();
            (node, errno) = (null, Errno.NotDirectory);
        }

        return node ?? throw Failed(path, container, errno);
    }

    /// <summary>The directory that an archive is unpacked into; symlinks are followed.</summary>
    /// <exception cref="EngineException">NotFound; InvalidParameter when it is no directory.</exception>
    public static TreeNode FindDirectory(FileTree tree, ArchivePath path, string container)
    {
        var node = tree.TryFind(path.Clean, followLast: true, from: null, out var errno) ?? throw Failed(path, container, errno);
        if (node.IsDirectory)
            return node;
        node.Dispose();
        throw EngineException.InvalidParameter("extraction point is not a directory");
    }

    private static EngineException Failed(ArchivePath path, string container, int errno) =>
        errno == Errno.NoEntry ? path.NotFound(container) : PathErrors.Of("lstat", path.Given, errno);
}
