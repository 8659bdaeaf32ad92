namespace EngineApi.Linux.Mounts;

/// <summary>
/// The file system of a container that does not run, mounted for us alone: the mounts are made on a fresh directory,
/// opened, and taken off the tree at once. They live exactly as long as the returned descriptor, so a crash leaves no mount but one of the
/// moment in which it is made (<see cref="Left"/>).
/// </summary>
public static class RootfsMount
{
    private const string Prefix = "rootfs-";

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
        var point = Directory.CreateDirectory(Path.Join(workDirectory, $"{Prefix}{Guid.NewGuid():N}"));
        try
        {
            foreach (var mount in mounts)
                MountCalls.Mount(readOnly ? AsReadOnly(mount) : mount, point.FullName);
            return RootDirectory.Open(point.FullName);
        }
        finally
        {
            Discard(point.FullName);
        }
    }

    /// <summary>Mount points that a process left when it was killed. Only for whoever alone uses the directory, and has none open.</summary>
    public static IReadOnlyList<string> Left(string workDirectory) =>
        Directory.Exists(workDirectory) ? Directory.GetDirectories(workDirectory, Prefix + "*") : [];

    /// <summary>Takes off what is mounted on the point, and the point away; what was mounted stays as it is.</summary>
    /// <exception cref="LinuxException">It cannot be taken off.</exception>
    /// <exception cref="IOException">The point is not empty.</exception>
    public static void Discard(string point)
    {
        MountCalls.DetachAll(point);
        Directory.Delete(point);
    }

    // An overlay without its upper directory would lack the container's own files: "ro" on top keeps them visible.
    private static MountSpec AsReadOnly(MountSpec mount) =>
        mount with { Options = [.. mount.Options.Where(option => option is not "rw"), "ro"] };
}
