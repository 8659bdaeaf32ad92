using EngineApi.Engine.Tar;
using EngineApi.Linux;
using EngineApi.Linux.Descriptors;
using EngineApi.Linux.Files;
using EngineApi.Wire;

namespace EngineApi.Engine.Containers.Files;

/// <summary>
/// Unpacks a tar into a directory of a container. Whatever the archive says and whoever renames things meanwhile, it works on
/// directories that it holds open, and leaves neither the container nor, but through symlinks of the container itself, the directory.
/// </summary>
/// <remarks>
/// What is there already gives way, unless both are directories. Times of directories are set at the end, when nothing more is put into
/// them. Memory does not grow with the number or size of files, but with the number of directories.
/// </remarks>
internal sealed class TreeUnpacker(FileTree tree, TreeNode destination, UnpackOptions options) : IDisposable
{
    private readonly List<(string Path, long Seconds, uint Nanoseconds)> _directories = [];
    private string _parentPath = "";
    private TreeNode? _parent;
    private bool _isStale;

    /// <exception cref="EngineException">An entry that cannot be unpacked, or the archive is damaged; what came before it stays.</exception>
    public async Task UnpackAsync(TarStreamReader archive, CancellationToken cancellationToken)
    {
        while (await archive.NextAsync(cancellationToken) is { } entry)
        {
            if (entry.Type == TarType.GlobalExtended)
                continue;
            var path = UnpackPath.Of(destination.Path, entry.Name);
            if (path.IsDirectoryItself)
                continue;
            try
            {
                await UnpackAsync(archive, entry, path, cancellationToken);
            }
            catch (LinuxException e)
            {
                throw PathErrors.Of(e, FileName.Shown(path.Full));
            }
        }

        foreach (var (path, seconds, nanoseconds) in _directories)
        {
            using var directory = tree.TryFind(path, followLast: false, destination, out _);
            if (directory is { IsDirectory: true })
                OpenFile.SetTime(directory.Descriptor, seconds, nanoseconds);
        }
    }

    private async Task UnpackAsync(TarStreamReader archive, TarEntry entry, UnpackPath path, CancellationToken cancellationToken)
    {
        var parent = Parent(path.Parent);
        var merges = MakeRoom(parent, entry, path);
        switch (entry.Type)
        {
            case TarType.Directory:
                if (!merges)
                    parent.MakeDirectory(path.Name, 0x1C0); // 0700 until its own are set
                Describe(parent, entry, path);
                _directories.Add((path.Parent.Length == 0 ? path.Name : path.Parent + "/" + path.Name, entry.ModifiedSeconds, entry.ModifiedNanoseconds));
                break;
            case TarType.File or TarType.Contiguous:
                using (var file = parent.MakeFile(path.Name))
                {
                    await FileContents.WriteAsync(file, archive, entry, cancellationToken);
                    Describe(file, entry, isSymlink: false);
                }

                break;
            case TarType.Symlink:
                path.CheckSymlink(destination.Path, entry.LinkName);
                parent.MakeSymlink(path.Name, entry.LinkName);
                Describe(parent, entry, path);
                break;
            case TarType.HardLink:
                Link(parent, entry, path);
                break;
            case TarType.CharacterDevice or TarType.BlockDevice or TarType.Fifo:
                parent.MakeNode(path.Name, TypeBits(entry.Type) | 0x180, entry.DeviceMajor, entry.DeviceMinor);
                Describe(parent, entry, path);
                break;
            default:
                throw new EngineException(ErrorKind.System, $"unhandled tar header type {(byte)entry.Type}");
        }
    }

    /// <summary>Removes what is in an entry's place; true when it is a directory that the entry's is merged into.</summary>
    private bool MakeRoom(TreeNode parent, TarEntry entry, UnpackPath path)
    {
        using var there = parent.TryOpen(path.Name, out var errno);
        if (there is null)
            return errno == Errno.NoEntry ? false : throw new LinuxException("openat2", path.Full, errno);
        var isDirectory = entry.Type == TarType.Directory;
        if (options.KeepKinds && there.IsDirectory != isDirectory)
        {
            var (kept, other) = there.IsDirectory ? ("directory", "non-directory") : ("non-directory", "directory");
            var (full, directory) = (GoQuote.Quote(FileName.Shown(path.Full)), GoQuote.Quote(FileName.Shown(destination.Path)));
            throw new EngineException(ErrorKind.System, $"cannot overwrite {kept} {full} with {other} {directory}");
        }

        if (there.IsDirectory && isDirectory)
            return true;
        parent.Remove(path.Name);
        // The way to the directory that is held open may have led through it.
        _isStale |= !there.Status.IsRegular;
        return false;
    }

    private void Link(TreeNode parent, TarEntry entry, UnpackPath path)
    {
        var target = UnpackPath.OfHardLink(destination.Path, entry.LinkName);
        try
        {
            using var directory = tree.Find(target.Parent, from: destination);
            parent.MakeLink(path.Name, directory, target.Name);
        }
        catch (LinuxException e)
        {
            throw PathErrors.Of("link", $"{FileName.Shown(target.Full)} {FileName.Shown(path.Full)}", e.ErrorNumber, e);
        }
    }

    private void Describe(TreeNode parent, TarEntry entry, UnpackPath path)
    {
        using var made = parent.TryOpen(path.Name, out var errno) ?? throw new LinuxException("openat2", path.Full, errno);
        made.MustBeWritable();
        // Somebody inside may have been quicker: what the archive says is not said of another file.
        if ((made.Status.Mode & 0xF000) != TypeBits(entry.Type))
            throw new LinuxException("openat2", path.Full, Errno.Exists);
        Describe(made.Descriptor, entry, made.Status.IsSymlink);
    }

    private void Describe(FileDescriptor file, TarEntry entry, bool isSymlink)
    {
        var (user, group) = options.Owner ?? (entry.UserId, entry.GroupId);
        OpenFile.SetOwner(file, user, group);
        // The kernel forgets capabilities and set-user-id with a change of the owner, so these come behind it.
        foreach (var (name, value) in entry.Attributes)
        {
            var errno = OpenFile.TrySetAttribute(file, name, value);
            if (errno is not (0 or Errno.NotSupported or Errno.PermissionDenied))
                throw new LinuxException("setxattr", name, errno);
        }

        if (!isSymlink)
            OpenFile.SetPermissions(file, entry.Mode);
        OpenFile.SetTime(file, entry.ModifiedSeconds, entry.ModifiedNanoseconds);
    }

    /// <summary>The directory an entry goes into; those that are missing on the way are made.</summary>
    private TreeNode Parent(string path)
    {
        if (path.Length == 0)
            return destination;
        if (_parent is not null && path == _parentPath && !_isStale)
            return _parent;
        var parent = tree.TryFind(path, followLast: true, destination, out var errno);
        if (parent is null && errno == Errno.NoEntry)
            parent = MakeDirectories(path);
        if (parent is null)
            throw new LinuxException("openat2", path, errno);
        Dispose();
        (_parentPath, _parent, _isStale) = (path, parent, false);
        return parent;
    }

    private TreeNode? MakeDirectories(string path)
    {
        for (var slash = path.IndexOf('/'); ; slash = path.IndexOf('/', slash + 1))
        {
            var prefix = slash < 0 ? path : path[..slash];
            using (var there = tree.TryFind(prefix, followLast: true, destination, out var errno))
            {
                if (there is null)
                {
                    var up = prefix.LastIndexOf('/');
                    using var above = tree.Find(up < 0 ? "" : prefix[..up], from: destination);
                    var name = prefix[(up + 1)..];
                    using var broken = above.TryOpen(name, out _);
                    // A symlink to nowhere is not ours to complete.
                    if (broken is not null)
                        throw new LinuxException("openat2", prefix, errno);
                    above.MakeDirectory(name, 0x1ED); // 0755
                }
            }

            if (slash < 0)
                return tree.Find(path, from: destination);
        }
    }

    private static uint TypeBits(TarType type) => type switch
    {
        TarType.Directory => 0x4000,
        TarType.Symlink => 0xA000,
        TarType.CharacterDevice => 0x2000,
        TarType.BlockDevice => 0x6000,
        TarType.Fifo => 0x1000,
        _ => 0x8000,
    };

    public void Dispose()
    {
        _parent?.Dispose();
        _parent = null;
    }
}
