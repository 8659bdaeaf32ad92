using EngineApi.Containerd;
using EngineApi.Engine.Containers.Mounts;
using EngineApi.Linux;
using EngineApi.Linux.Descriptors;
using EngineApi.Linux.Mounts;

namespace EngineApi.Engine.Containers.Launch;

/// <summary>
/// What a container mounts that is not a path of the host as it stands: images, and paths inside of images and volumes. Each gets a
/// mount point of the container's own while it runs. A path is followed once, and what it led to is mounted: another container that has
/// the same volume can turn nothing aside between the look and the mount.
/// </summary>
public sealed class MountSources(ContainerdClient containerd, EngineOptions options)
{
    private const string OfSubpath = "-subpath";

    /// <summary>Of the container's own volumes the file systems are mounted already.</summary>
    /// <returns>The container's mounts, each with a source that can be bound.</returns>
    /// <exception cref="EngineException">NotFound or InvalidParameter: a subpath is not there, or leads out; System: it cannot be mounted.</exception>
    /// <exception cref="LinuxException">An image cannot be mounted.</exception>
    /// <exception cref="ContainerdException">The snapshot of an image is gone, or containerd does not answer.</exception>
    internal async Task<IReadOnlyList<ResolvedMount>> OpenAsync(ContainerSnapshot container, Rollback rollback)
    {
        var mounts = ContainerMounts.Resolve(container.Settings);
        if (!mounts.Any(mount => mount.Type == "image" || mount.Subpath is not null))
            return mounts;
        Close(container.Id);
        Directory.CreateDirectory(PathOf(container.Id));
        rollback.Add("sources of mounts", () => Close(container.Id));
        var opened = new List<ResolvedMount>(mounts.Count);
        foreach (var mount in mounts)
        {
            var point = Path.Combine(PathOf(container.Id), $"{opened.Count}");
            var whole = mount.Type == "image" ? await MountImageAsync(mount, point) : mount;
            opened.Add(whole.Subpath is null ? whole : BindSubpath(whole, point + OfSubpath));
        }

        return opened;
    }

    /// <summary>Takes it all off again; nothing happens if there is none. A container that still runs keeps what it has mounted.</summary>
    internal void Close(string id)
    {
        var directory = PathOf(id);
        if (!Directory.Exists(directory))
            return;
        foreach (var point in Directory.EnumerateFileSystemEntries(directory))
        {
            MountCalls.DetachAll(point);
            if (Directory.Exists(point))
                Directory.Delete(point);
            else
                File.Delete(point);
        }

        Directory.Delete(directory);
    }

    /// <summary>For one look at a mount's files, whether the container runs or not.</summary>
    /// <returns>Null when there is no such place: a source that is missing is made by the start.</returns>
    internal async Task<FileDescriptor?> TryLookAsync(ResolvedMount mount, CancellationToken cancellationToken)
    {
        if (mount.Type != "image")
            return mount.Subpath is null ? FileDescriptor.TryOpen(mount.Source, OpenFlags.Path, 0, out _) : MountSubpath.TryOpen(mount, OpenFlags.Path, out _);
        Directory.CreateDirectory(options.ExecRoot);
        var root = RootfsMount.Open(await SpecsAsync(mount, cancellationToken), options.ExecRoot, readOnly: true);
        if (mount.Subpath is null)
            return root.Descriptor;
        using (root)
            return root.TryOpenBeneath(mount.Subpath, OpenFlags.Path, out _);
    }

    private async Task<ResolvedMount> MountImageAsync(ResolvedMount mount, string point)
    {
        Directory.CreateDirectory(point);
        foreach (var spec in await SpecsAsync(mount, CancellationToken.None))
            MountCalls.Mount(spec, point);
        return mount with { Source = point };
    }

    private async Task<MountSpec[]> SpecsAsync(ResolvedMount mount, CancellationToken cancellationToken) =>
    [
        .. (await containerd.Snapshots(options.Snapshotter).MountsAsync(mount.Snapshot!, cancellationToken))
            .Select(spec => new MountSpec(spec.Type, spec.Source, spec.Options)),
    ];

    private static ResolvedMount BindSubpath(ResolvedMount mount, string point)
    {
        using var found = MountSubpath.Open(mount);
        if (FileStatus.Of(found).IsDirectory)
            Directory.CreateDirectory(point);
        else
            File.WriteAllBytes(point, []);
        try
        {
            MountCalls.Mount(new MountSpec("bind", $"/proc/self/fd/{found.Number}", ["rbind"]), point);
        }
        catch (LinuxException e)
        {
            throw new EngineException(ErrorKind.System, $"cannot mount path {mount.Subpath} of {mount.Name}: {e.Message}", e);
        }

        return mount with { Source = point };
    }

    private string PathOf(string id) => Path.Combine(options.MountsRoot, id);
}
