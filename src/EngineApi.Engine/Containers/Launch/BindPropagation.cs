using EngineApi.Engine.Containers.Mounts;
using EngineApi.Linux.Descriptors;
using EngineApi.Linux.Mounts;

namespace EngineApi.Engine.Containers.Launch;

/// <summary>
/// Whether the host's mounts let through what a shared or slave bind asks for: from a private mount nothing would ever come, and nobody
/// would be told.
/// </summary>
internal static class BindPropagation
{
    /// <returns>The mounts; those that are slaves only where it is possible are private where it is not.</returns>
    /// <exception cref="EngineException">System: a source is on a mount that is neither.</exception>
    public static IReadOnlyList<ResolvedMount> Check(IReadOnlyList<ResolvedMount> mounts) =>
        mounts.Any(NeedsMore) ? Check(mounts, MountEntry.ReadAll()) : mounts;

    internal static IReadOnlyList<ResolvedMount> Check(IReadOnlyList<ResolvedMount> mounts, IReadOnlyList<MountEntry> table) =>
        [.. mounts.Select(mount => NeedsMore(mount) ? Check(mount, MountOf(RealPath(mount.Source), table)) : mount)];

    private static bool NeedsMore(ResolvedMount mount) => mount.Type == "bind" && mount.Propagation is "shared" or "rshared" or "slave" or "rslave";

    private static ResolvedMount Check(ResolvedMount mount, MountEntry on)
    {
        var isShared = on.Propagation.Any(field => field.StartsWith("shared:", StringComparison.Ordinal));
        var isSlave = on.Propagation.Any(field => field.StartsWith("master:", StringComparison.Ordinal));
        var mustBeShared = mount.Propagation is "shared" or "rshared";
        if (isShared || (isSlave && !mustBeShared))
            return mount;
        if (mount.SlaveIfPossible)
            return mount with { Propagation = "" };
        throw new EngineException(
            ErrorKind.System, $"path {mount.Source} is mounted on {on.MountPoint} but it is not a shared {(mustBeShared ? "" : "or slave ")}mount");
    }

    /// <summary>The last of those that are the deepest is the one on top.</summary>
    private static MountEntry MountOf(string path, IReadOnlyList<MountEntry> table) => table
        .Where(mount => mount.MountPoint == "/" || path == mount.MountPoint || path.StartsWith(mount.MountPoint + "/", StringComparison.Ordinal))
        .Aggregate((deepest, mount) => mount.MountPoint.Length >= deepest.MountPoint.Length ? mount : deepest);

    private static string RealPath(string path)
    {
        using var found = FileDescriptor.TryOpen(path, OpenFlags.Path, 0, out _);
        return found is null ? path : File.ResolveLinkTarget($"/proc/self/fd/{found.Number}", returnFinalTarget: false)?.FullName ?? path;
    }
}
