using EngineApi.Linux.Files;
using EngineApi.Wire;
using EngineApi.Wire.Containers;

namespace EngineApi.Engine.Containers.Files;

/// <summary>What the archive calls say of a path in their header.</summary>
internal static class PathStats
{
    public static ContainerPathStat Of(FileTree tree, TreeNode node, ArchivePath path) => new()
    {
        Name = path.BaseName,
        Size = node.Status.Size,
        Mode = GoMode(node.Status.Mode),
        Mtime = GoTime.Format(node.Status.ModifiedSeconds * 1_000_000_000 + node.Status.ModifiedNanoseconds),
        LinkTarget = node.Status.IsSymlink ? FileName.Shown(tree.Evaluate(path.Clean)) : "",
    };

    /// <summary>Go's <c>os.FileMode</c>: its own bits for the type, and for set-user-id, set-group-id and sticky.</summary>
    internal static uint GoMode(uint mode) => (mode & 0x1FF)
        | (mode & 0xF000) switch
        {
            0x4000 => 0x80000000, // directory
            0xA000 => 0x08000000, // symlink
            0x6000 => 0x04000000, // device
            0x2000 => 0x04200000, // character device
            0x1000 => 0x02000000, // named pipe
            0xC000 => 0x01000000, // socket
            _ => 0u,
        }
        | ((mode & 0x800) != 0 ? 0x00800000u : 0)
        | ((mode & 0x400) != 0 ? 0x00400000u : 0)
        | ((mode & 0x200) != 0 ? 0x00100000u : 0);
}
