using System.Collections.Frozen;
using EngineApi.Linux.Descriptors;
using EngineApi.Linux.Files;
using EngineApi.Wire.Containers;

namespace EngineApi.Engine.Containers.Files;

/// <summary>
/// What a container has changed of its image's files. Of an overlay only the upper directory is walked, which has all that is new, and
/// marks for what is gone: a character device 0:0 in its place, or an attribute on a directory that hides the one below it.
/// </summary>
/// <param name="isUpper">The tree is such an upper directory, rather than all of the container's files.</param>
internal sealed class ChangedFiles(bool isUpper)
{
    private const byte Modified = 0;
    private const byte Added = 1;
    private const byte Deleted = 2;
    private const int Deepest = 1024;

    /// <summary>The runtime makes these to have something to mount on. Docker has them in a layer of their own, which is no change.</summary>
    private static readonly FrozenSet<string> s_mountPoints = FrozenSet.Create(
        StringComparer.Ordinal, "/dev", "/dev/console", "/dev/pts", "/dev/shm", "/dev/mqueue", "/proc", "/sys", "/etc/hosts", "/etc/hostname", "/etc/resolv.conf");

    private readonly List<FilesystemChange> _changes = [];

    /// <summary>Every change, in the order of the paths, a directory before what is in it.</summary>
    /// <exception cref="Linux.LinuxException">A directory cannot be read.</exception>
    public List<FilesystemChange> Find(TreeNode root, TreeNode? image)
    {
        CompareContents(root, image, depth: 0);
        return _changes;
    }

    /// <returns>Whether a change was found, and whether a mount point was left out.</returns>
    private (bool Changed, bool MountPoint) CompareContents(TreeNode directory, TreeNode? image, int depth)
    {
        if (depth == Deepest)
            throw PathErrors.Of("open", FileName.Shown(directory.Path), Linux.Errno.NameTooLong);
        var (before, mountPoint) = (_changes.Count, false);
        var names = directory.Names();
        IEnumerable<string> all = names;
        if (image is not null && (!isUpper || IsOpaque(directory)))
            all = names.Union(image.Names()).Order(StringComparer.Ordinal);
        var own = names.ToHashSet(StringComparer.Ordinal);
        foreach (var name in all)
        {
            using var former = image?.TryOpen(name, out _);
            using var now = own.Contains(name) ? directory.TryOpen(name, out _) : null;
            if (now is null || (isUpper && IsWhiteout(now.Status)))
            {
                if (former is not null)
                    Note(Deleted, directory.PathOf(name));
            }
            else
            {
                mountPoint |= Compare(now, former, depth);
            }
        }

        return (_changes.Count > before, mountPoint);
    }

    /// <returns>True for a mount point, which is no change.</returns>
    private bool Compare(TreeNode now, TreeNode? former, int depth)
    {
        if (former is null && s_mountPoints.Contains(now.Path) && (now.IsDirectory ? now.Names().All(name => s_mountPoints.Contains(now.PathOf(name))) : now.Status.Size == 0))
            return true;
        var at = _changes.Count;
        var merged = now.IsDirectory && former is { IsDirectory: true };
        var inside = now.IsDirectory ? CompareContents(now, merged ? former : null, depth + 1) : default;
        if (former is null)
            Note(Added, now.Path, at);
        // A change is one of every directory above it, too.
        else if (!merged ? isUpper || Differs(now, former) : inside.Changed || Differs(now.Status, former.Status, withTime: !inside.MountPoint))
            Note(Modified, now.Path, at);
        return false;
    }

    private static bool Differs(TreeNode now, TreeNode former) =>
        Differs(now.Status, former.Status, withTime: true)
        || now.Status.Size != former.Status.Size
        || (now.Status.IsSymlink && now.ReadLink() != former.ReadLink());

    private static bool Differs(FileStatus now, FileStatus former, bool withTime) =>
        (now.Mode, now.UserId, now.GroupId, now.DeviceMajor, now.DeviceMinor)
        != (former.Mode, former.UserId, former.GroupId, former.DeviceMajor, former.DeviceMinor)
        || (withTime && (now.ModifiedSeconds, now.ModifiedNanoseconds) != (former.ModifiedSeconds, former.ModifiedNanoseconds));

    private static bool IsWhiteout(FileStatus status) => status is { IsCharacterDevice: true, DeviceMajor: 0, DeviceMinor: 0 };

    private static bool IsOpaque(TreeNode directory) => OpenFile.Attribute(directory.Descriptor, "trusted.overlay.opaque") is [(byte)'y'];

    private void Note(byte kind, string path, int? at = null) =>
        _changes.Insert(at ?? _changes.Count, new FilesystemChange { Kind = kind, Path = FileName.Shown(path) });
}
