using EngineApi.Containerd;
using EngineApi.Engine.Containers.Launch;
using EngineApi.Engine.Containers.Mounts;
using EngineApi.Linux.Descriptors;
using EngineApi.Linux.Files;
using EngineApi.Linux.Mounts;

namespace EngineApi.Engine.Containers.Files;

/// <summary>
/// A container's files as Docker shows them, whether it runs or not: its root file system, what was bound into it, its hosts, hostname
/// and resolv.conf, and while it runs its tmpfs mounts. Nothing is mounted anywhere for it but, for one that does not run, the
/// snapshot, and that only as long as the tree is open.
/// </summary>
public sealed class OpenContainerFiles(ContainerdClient containerd, LaunchFiles files, MountSources sources, EngineOptions options)
{
    /// <param name="writable">Whether a root file system that is mounted for this may be written to.</param>
    /// <exception cref="ContainerdException">Its snapshot is gone.</exception>
    internal async Task<FileTree> ExecuteAsync(ContainerSnapshot container, bool writable, CancellationToken cancellationToken)
    {
        var tree = await OpenRootAsync(container, writable, cancellationToken);
        try
        {
            await AddMountsAsync(tree, container, cancellationToken);
            return tree;
        }
        catch
        {
            tree.Dispose();
            throw;
        }
    }

    /// <summary>The root file system alone.</summary>
    internal async Task<FileTree> OpenRootAsync(ContainerSnapshot container, bool writable, CancellationToken cancellationToken)
    {
        var readOnly = container.Settings.HostConfig.ReadonlyRootfs;
        if (container.Pid > 0 && RunningFiles.OpenRoot(container.Pid) is { } running)
            return new(running, readOnly);
        var mounts = await containerd.Snapshots(options.Snapshotter).MountsAsync(container.Id, cancellationToken);
        Directory.CreateDirectory(options.ExecRoot);
        var root = RootfsMount.Open(
            [.. mounts.Select(mount => new MountSpec(mount.Type, mount.Source, mount.Options))], options.ExecRoot, readOnly: !writable);
        return new(root.Descriptor, readOnly);
    }

    private async Task AddMountsAsync(FileTree tree, ContainerSnapshot container, CancellationToken cancellationToken)
    {
        var mounts = ContainerMounts.Resolve(container.Settings).OrderBy(mount => ContainerPath.Depth(mount.Destination)).ToArray();
        var readOnly = container.Settings.HostConfig.ReadonlyRootfs;
        foreach (var (destination, source) in files.Places(container))
        {
            if (mounts.All(mount => mount.Destination != destination))
                Add(tree, destination, FileDescriptor.TryOpen(source, OpenFlags.Path, 0, out _), readOnly, crossesMounts: false);
        }

        foreach (var mount in mounts)
        {
            if (mount.Type != "tmpfs")
                Add(tree, mount.Destination, await sources.TryLookAsync(mount, cancellationToken), mount.ReadOnly, !mount.NonRecursive);
            else if (container.Pid > 0)
                Add(tree, mount.Destination, RunningFiles.OpenTmpfs(container.Pid, mount.Destination), mount.TmpfsOptions.Contains("ro"), crossesMounts: false);
        }
    }

    private static void Add(FileTree tree, string destination, FileDescriptor? root, bool readOnly, bool crossesMounts)
    {
        if (root is not null && !tree.TryMount(destination, root, readOnly, crossesMounts))
            root.Dispose();
    }
}
