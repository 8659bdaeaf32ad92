using EngineApi.Linux.Descriptors;

namespace EngineApi.Linux.Files;

/// <summary>
/// A root directory with other files and directories laid over places in it, as mounts would be, but for us alone and without a
/// mount. Every step of a path is taken from an open directory to one name in it, and symlinks are read and followed here, from the
/// root of the tree: nothing leads out of it, whatever is renamed meanwhile.
/// </summary>
public sealed class FileTree : IDisposable
{
    /// <summary>As many as the kernel follows, and Go.</summary>
    private const int MostLinks = 255;

    private readonly Dictionary<string, TreeMount> _mounts = new(StringComparer.Ordinal);

    /// <param name="root">Open in any way; the tree owns it.</param>
    /// <param name="readOnly">Nothing may be changed below the root, but what is mounted may.</param>
    public FileTree(FileDescriptor root, bool readOnly = false) =>
        Root = new TreeNode(this, null, "/", new TreeMount("/", root, readOnly, CrossesMounts: false));

    public TreeNode Root { get; }

    public IEnumerable<TreeMount> Mounts => _mounts.Values;

    /// <summary>Lays a file or directory over a path. Symlinks in the path are followed; what it ends at need not be there.</summary>
    /// <returns>False, and nothing is done, when the directory it would be in is not there.</returns>
    /// <exception cref="LinuxException">The path cannot be followed.</exception>
    public bool TryMount(string path, FileDescriptor root, bool readOnly, bool crossesMounts = true)
    {
        var place = Locate(path);
        if (place is null)
            return false;
        _mounts.Remove(place, out var covered);
        covered?.Root.Dispose();
        _mounts.Add(place, new TreeMount(place, root, readOnly, crossesMounts));
        return true;
    }

    /// <summary>Finds what a path leads to.</summary>
    /// <param name="from">Where a relative path begins; null is the root.</param>
    /// <param name="followLast">Also a symlink at the end; those before it always are.</param>
    /// <exception cref="LinuxException">ENOENT, ENOTDIR, ELOOP and others.</exception>
    public TreeNode Find(string path, bool followLast = true, TreeNode? from = null) =>
        TryFind(path, followLast, from, out var errno) ?? throw new LinuxException("openat2", FileName.Shown(path), errno);

    /// <summary>As <see cref="Find"/>; null with the errno when it is not to be found.</summary>
    public TreeNode? TryFind(string path, bool followLast, TreeNode? from, out int errno)
    {
        using var walk = new TreeWalk(this, from ?? Root, path);
        errno = walk.Run(followLast, MostLinks);
        return errno == 0 ? walk.Take() : null;
    }

    /// <summary>
    /// Where a path leads when all symlinks are followed, as far as that goes: from the first name that is not there, the rest is
    /// taken as it is written.
    /// </summary>
    public string Evaluate(string path)
    {
        using var walk = new TreeWalk(this, Root, path);
        return walk.Run(followLast: true, MostLinks) == 0 ? walk.Path : walk.PathAsWritten;
    }

    /// <summary>What lies over a place; null when nothing does.</summary>
    internal TreeMount? MountAt(string path) => _mounts.GetValueOrDefault(path);

    /// <summary>Names of mounts in a directory that it may lack itself.</summary>
    internal IEnumerable<string> MountNamesIn(string directory) =>
        from path in _mounts.Keys
        let slash = path.LastIndexOf('/')
        where (slash == 0 ? "/" : path[..slash]) == directory
        select path[(slash + 1)..];

    private string? Locate(string path)
    {
        using var walk = new TreeWalk(this, Root, path);
        var errno = walk.Run(followLast: true, MostLinks);
        return errno == 0 ? walk.Path
            : errno == Errno.NoEntry ? walk.MissingLast
            : throw new LinuxException("openat2", FileName.Shown(path), errno);
    }

    public void Dispose()
    {
        foreach (var mount in _mounts.Values)
            mount.Root.Dispose();
        Root.Mount.Root.Dispose();
    }
}
