namespace EngineApi.Linux.Mounts;

/// <summary>
/// The file system of a container that does not run, mounted for us alone: the mounts are made on a fresh directory,
/// opened, and taken off the tree at once. They live exactly as long as the returned descriptor, so a crash leaves no mount.
/// </summary>
public static class RootfsMount
{
    /// <summary>Mounts in order on one point and gives its root.</summary>
    /// <param name="mounts">As containerd's Snapshots.Mounts answers; not empty.</param>
    /// <param name="workDirectory">Where the momentary mount point is made, e.g. the exec root.</param>
    /// <param name="readOnly">Makes every mount read-only whatever its options say.</param>
    /// <exception cref="LinuxException">A call failed; nothing stays mounted.</exception>
    public static RootDirectory Open(IReadOnlyList<MountSpec> mounts, string workDirectory, bool readOnly = false)
    {
        ArgumentNullException.ThrowIfNull(mounts);
        if (mounts.Count == 0)
            throw new ArgumentException("a root file system needs at least one mount", nameof(mounts));
        var point = Directory.CreateDirectory(Path.Join(workDirectory, $"rootfs-{Guid.NewGuid():N}"));
        try
        {
            foreach (var mount in mounts)
                MountCalls.Mount(readOnly ? AsReadOnly(mount) : mount, point.FullName);
            return RootDirectory.Open(point.FullName);
        }
        finally
        {
            MountCalls.DetachAll(point.FullName);
            point.Delete();
        }
    }

    // An overlay without its upper directory would lack the container's own files: "ro" on top keeps them visible.
    private static MountSpec AsReadOnly(MountSpec mount) =>
        mount with { Options = [.. mount.Options.Where(option => option is not "rw"), "ro"] };
}
