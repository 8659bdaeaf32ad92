using EngineApi.Containerd;
using EngineApi.Containerd.Snapshots;
using EngineApi.Engine.Images;
using EngineApi.Linux;
using EngineApi.Linux.Descriptors;
using EngineApi.Linux.Files;
using EngineApi.Linux.Mounts;
using EngineApi.Wire.Containers;

namespace EngineApi.Engine.Containers.Files;

/// <summary>What a container has added, changed and deleted in its root file system (API: <c>ContainerChanges</c>).</summary>
public sealed class ListContainerChanges(ContainerTable containers, ContainerdClient containerd, EngineOptions options)
{
    private const string Upper = "upperdir=";
    private const string Lower = "lowerdir=";

    /// <exception cref="EngineException">NotFound; System when the snapshot cannot be read.</exception>
    public async Task<List<FilesystemChange>> ExecuteAsync(string nameOrId, CancellationToken cancellationToken)
    {
        var container = containers.Find(nameOrId).Current;
        var mounts = await containerd.Snapshots(options.Snapshotter).MountsAsync(container.Id, cancellationToken);
        try
        {
            return mounts is [{ Type: "overlay" } overlay]
                ? OfOverlay(overlay)
                : await OfWholeAsync(mounts, container.Settings.ImageChainId, cancellationToken);
        }
        catch (LinuxException e)
        {
            throw new EngineException(ErrorKind.System, e.Message, e);
        }
    }

    private List<FilesystemChange> OfOverlay(SnapshotMount overlay)
    {
        var lower = Value(overlay, Lower);
        using var upper = new FileTree(FileDescriptor.Open(Value(overlay, Upper), OpenFlags.Path | OpenFlags.Directory));
        using var image = new FileTree(lower.Contains(':', StringComparison.Ordinal)
            ? RootfsMount.Open([new MountSpec("overlay", "overlay", [Lower + lower, "ro"])], options.ExecRoot).Descriptor
            : FileDescriptor.Open(lower, OpenFlags.Path | OpenFlags.Directory));
        return new ChangedFiles(isUpper: true).Find(upper.Root, image.Root);
    }

    // Snapshotters without an overlay have whole copies.
    private async Task<List<FilesystemChange>> OfWholeAsync(IReadOnlyList<SnapshotMount> mounts, string parent, CancellationToken cancellationToken)
    {
        using var whole = Open(mounts);
        if (parent.Length == 0)
            return new ChangedFiles(isUpper: false).Find(whole.Root, null);
        await using var lease = await ContentLease.BeginAsync(containerd, "changes", cancellationToken);
        var view = await lease.Client.Snapshots(options.Snapshotter).ViewAsync(lease.NextKey("view"), parent, cancellationToken: cancellationToken);
        using var image = Open(view);
        return new ChangedFiles(isUpper: false).Find(whole.Root, image.Root);
    }

    private FileTree Open(IReadOnlyList<SnapshotMount> mounts) => new(RootfsMount.Open(
        [.. mounts.Select(mount => new MountSpec(mount.Type, mount.Source, mount.Options))], options.ExecRoot, readOnly: true).Descriptor);

    private static string Value(SnapshotMount mount, string key) =>
        mount.Options.FirstOrDefault(option => option.StartsWith(key, StringComparison.Ordinal))?[key.Length..]
        ?? throw new EngineException(ErrorKind.System, $"the snapshot's mount has no {key.TrimEnd('=')}");
}
