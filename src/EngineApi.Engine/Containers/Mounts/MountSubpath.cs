using EngineApi.Linux;
using EngineApi.Linux.Descriptors;
using EngineApi.Linux.Mounts;

namespace EngineApi.Engine.Containers.Mounts;

/// <summary>A path inside a volume or a mounted image, followed without leaving it. What it ends at stays the same, whatever is renamed meanwhile.</summary>
internal static class MountSubpath
{
    /// <exception cref="EngineException">NotFound: there is no such path; InvalidParameter: it leads out.</exception>
    public static FileDescriptor Open(ResolvedMount mount)
    {
        if (TryOpen(mount, OpenFlags.Path, out var errno) is { } found)
            return found;
        var full = $"{mount.Source}/{mount.Subpath}";
        throw errno == Errno.CrossDevice
            ? EngineException.InvalidParameter($"path concatenation escapes the base directory, base: {mount.Source}, subpath: {mount.Subpath}")
            : EngineException.NotFound($"cannot access path {full}: lstat {full}: {Errno.Reason(errno)}");
    }

    public static FileDescriptor? TryOpen(ResolvedMount mount, OpenFlags flags, out int errno)
    {
        if (FileDescriptor.TryOpen(mount.Source, OpenFlags.Path | OpenFlags.Directory, 0, out errno) is not { } source)
            return null;
        using var root = new RootDirectory(source);
        return root.TryOpenBeneath(mount.Subpath!, flags, out errno);
    }
}
