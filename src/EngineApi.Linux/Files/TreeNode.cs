using EngineApi.Linux.Descriptors;

namespace EngineApi.Linux.Files;

/// <summary>A file or directory of a <see cref="FileTree"/>, held open (as a place only, O_PATH) so that it stays this one.</summary>
public sealed class TreeNode : IDisposable
{
    private readonly FileTree _tree;
    private readonly bool _ownsDescriptor;

    internal TreeNode(FileTree tree, TreeNode? parent, string path, TreeMount root)
        : this(tree, parent, path, root, root.Root, ownsDescriptor: false)
    {
    }

    private TreeNode(FileTree tree, TreeNode? parent, string path, TreeMount mount, FileDescriptor descriptor, bool ownsDescriptor)
    {
        (_tree, Parent, Path, Mount, Descriptor, _ownsDescriptor) = (tree, parent, path, mount, descriptor, ownsDescriptor);
        Status = FileStatus.Of(descriptor);
    }

    /// <summary>Absolute, and free of symlinks.</summary>
    public string Path { get; }

    public FileStatus Status { get; }

    public bool IsDirectory => Status.IsDirectory;

    /// <summary>The file system it is in.</summary>
    public TreeMount Mount { get; }

    public FileDescriptor Descriptor { get; }

    internal TreeNode? Parent { get; }

    /// <summary>Disposing this disposes the parent too.</summary>
    internal bool OwnsParent { get; set; }

    /// <summary>Opens a name in this directory, and follows no symlink; null with the errno when that fails.</summary>
    public TreeNode? TryOpen(string name, out int errno)
    {
        var path = PathOf(name);
        if (_tree.MountAt(path) is { } mount)
        {
            errno = 0;
            return new TreeNode(_tree, this, path, mount);
        }

        var descriptor = DirectoryCalls.TryOpen(Descriptor, name, OpenFlags.Path, 0, Mount.CrossesMounts, out errno);
        return descriptor is null ? null : new TreeNode(_tree, this, path, Mount, descriptor, ownsDescriptor: true);
    }

    /// <summary>The names in this directory, in the order of their bytes.</summary>
    /// <exception cref="LinuxException">It cannot be read.</exception>
    public IReadOnlyList<string> Names()
    {
        using var reading = OpenFile.Reopen(Descriptor, OpenFlags.ReadOnly | OpenFlags.Directory);
        var names = DirectoryNames.Read(reading);
        names.AddRange(_tree.MountNamesIn(Path).Except(names).ToArray());
        names.Sort(StringComparer.Ordinal);
        return names;
    }

    /// <summary>Opens a regular file's contents.</summary>
    public FileDescriptor OpenContents() => OpenFile.Reopen(Descriptor, OpenFlags.ReadOnly | OpenFlags.NonBlocking);

    public string ReadLink() => DirectoryCalls.ReadLink(Descriptor);

    /// <summary>Where a name in this directory is.</summary>
    public string PathOf(string name) => Path == "/" ? "/" + name : Path + "/" + name;

    /// <summary>Makes a new, empty file.</summary>
    /// <returns>Open for writing.</returns>
    public FileDescriptor MakeFile(string name)
    {
        MustBeWritable("openat2", name);
        const OpenFlags New = OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Exclusive;
        return DirectoryCalls.TryOpen(Descriptor, name, New, 0x180, Mount.CrossesMounts, out var errno) // 0600 until it is complete
            ?? throw new LinuxException("openat2", FileName.Shown(PathOf(name)), errno);
    }

    public void MakeDirectory(string name, uint mode)
    {
        MustBeWritable("mkdirat", name);
        DirectoryCalls.MakeDirectory(Descriptor, name, mode & 0xFFF);
    }

    public void MakeSymlink(string name, string target)
    {
        MustBeWritable("symlinkat", name);
        DirectoryCalls.MakeSymlink(Descriptor, name, target);
    }

    /// <param name="mode">With the type's bits: a device or a FIFO.</param>
    public void MakeNode(string name, uint mode, uint major, uint minor)
    {
        MustBeWritable("mknodat", name);
        DirectoryCalls.MakeNode(Descriptor, name, mode, major, minor);
    }

    /// <summary>Gives a file of another directory one more name, in this one.</summary>
    public void MakeLink(string name, TreeNode fromDirectory, string from)
    {
        MustBeWritable("linkat", name);
        DirectoryCalls.Link(fromDirectory.Descriptor, from, Descriptor, name);
    }

    /// <summary>Removes a name, and everything below it if it is a directory.</summary>
    /// <exception cref="LinuxException">EBUSY for a mount point; EROFS.</exception>
    public void Remove(string name)
    {
        MustBeWritable("unlinkat", name);
        TreeRemoval.Run(this, name);
    }

    /// <summary>Nothing is in the way of a change to this file itself.</summary>
    /// <exception cref="LinuxException">EROFS.</exception>
    public void MustBeWritable()
    {
        if (Mount.ReadOnly)
            throw new LinuxException("openat2", FileName.Shown(Path), Errno.ReadOnlyFileSystem);
    }

    /// <summary>The same node, to be disposed by somebody who does not own this one.</summary>
    internal TreeNode Borrow() => new(_tree, Parent, Path, Mount, Descriptor, ownsDescriptor: false);

    internal bool IsCovered(string name) => _tree.MountAt(PathOf(name)) is not null;

    public void Dispose()
    {
        var node = this;
        while (node is not null)
        {
            if (node._ownsDescriptor)
                node.Descriptor.Dispose();
            node = node.OwnsParent ? node.Parent : null;
        }
    }

    private void MustBeWritable(string call, string name)
    {
        if (Mount.ReadOnly)
            throw new LinuxException(call, FileName.Shown(PathOf(name)), Errno.ReadOnlyFileSystem);
    }
}
