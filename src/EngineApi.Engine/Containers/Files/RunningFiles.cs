using EngineApi.Linux.Descriptors;
using EngineApi.Linux.Mounts;

namespace EngineApi.Engine.Containers.Files;

/// <summary>
/// Files of a container that runs. Its overlay must not be mounted a second time (the kernel does not say what becomes of writes then),
/// so the mount that the shim has made is looked up. It lacks what only the container itself has mounted: <c>/proc</c>, <c>/dev</c> and
/// so on are empty directories in it.
/// </summary>
internal static class RunningFiles
{
    private const long TmpfsMagic = 0x01021994;

    /// <param name="pid">Its first process.</param>
    /// <returns>Null when it has ended, or its mount is not in our mount namespace.</returns>
    public static FileDescriptor? OpenRoot(int pid)
    {
        if (FileStatus.Find($"/proc/{pid}/root") is not { } root)
            return null;
        foreach (var mount in MountEntry.ReadAll())
        {
            if (mount is not { Type: "overlay", Root: "/" } || !IsDevice(mount.Device, root.Device))
                continue;
            var opened = FileDescriptor.TryOpen(mount.MountPoint, OpenFlags.Path | OpenFlags.Directory, 0, out _);
            // Another one may have been mounted there meanwhile.
            if (opened is not null && FileStatus.Of(opened) is var found && found.Device == root.Device && found.Inode == root.Inode)
                return opened;
            opened?.Dispose();
        }

        return null;
    }

    /// <summary>A tmpfs inside the container; null when there is none at the path.</summary>
    public static FileDescriptor? OpenTmpfs(int pid, string path)
    {
        if (FileDescriptor.TryOpen($"/proc/{pid}/root", OpenFlags.Path | OpenFlags.Directory, 0, out _) is not { } opened)
            return null;
        using var root = new RootDirectory(opened);
        var tmpfs = root.TryOpenFile(path, OpenFlags.Path | OpenFlags.Directory, 0, out _);
        if (tmpfs is null || FileSystemType.Of(tmpfs) == TmpfsMagic)
            return tmpfs;
        tmpfs.Dispose();
        return null;
    }

    private static bool IsDevice(string text, ulong device) => text == $"{device >> 32}:{device & 0xFFFFFFFF}";
}
