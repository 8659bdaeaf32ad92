using EngineApi.Engine.Containers.Mounts;
using EngineApi.Linux.Descriptors;
using EngineApi.Linux.Files;

namespace EngineApi.Engine.Volumes;

/// <summary>A path inside a volume, followed without leaving it.</summary>
internal static class VolumeSubpath
{
    /// <returns>The mount with its source at the subpath; as it is if it has none.</returns>
    /// <exception cref="EngineException">InvalidParameter: there is no such path in the volume.</exception>
    public static ResolvedMount Resolve(ResolvedMount mount)
    {
        if (string.IsNullOrEmpty(mount.Subpath))
            return mount;
        using var volume = new FileTree(FileDescriptor.Open(mount.Source, OpenFlags.ReadOnly | OpenFlags.Directory));
        using var node = volume.TryFind(mount.Subpath, followLast: true, from: null, out _)
            ?? throw EngineException.InvalidParameter($"cannot access path {mount.Subpath} in volume {mount.Name}: no such file or directory");
        return mount with { Source = mount.Source + node.Path };
    }
}
