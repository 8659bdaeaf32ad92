using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;
using EngineApi.Linux.Descriptors;

namespace EngineApi.Linux.Files;

/// <summary>
/// System calls on one name in an open directory. A name is a single component: nothing here follows a symlink or leaves the directory.
/// </summary>
internal static partial class DirectoryCalls
{
    private const int OpenAt2Number = 437;
    private const ulong NoCrossing = 1;
    private const ulong NoMagicLinks = 2;
    private const ulong NoSymlinks = 4;
    private const ulong Beneath = 8;
    private const int RemoveDirectory = 0x200;
    private const int Attempts = 64;

    /// <summary>Null with its errno when it failed.</summary>
    /// <param name="crossMounts">Whether what is mounted on the name counts, or is an error (EXDEV).</param>
    public static unsafe FileDescriptor? TryOpen(
        FileDescriptor directory, string name, OpenFlags flags, int mode, bool crossMounts, out int errno)
    {
        var how = stackalloc ulong[3];
        how[0] = (ulong)(flags | OpenFlags.NoFollow).ToNative();
        how[1] = (ulong)mode;
        how[2] = Beneath | NoSymlinks | NoMagicLinks | (crossMounts ? 0 : NoCrossing);
        for (var attempt = 1; ; attempt++)
        {
            var opened = OpenAt2(OpenAt2Number, directory, name, how, 3 * sizeof(ulong));
            errno = opened < 0 ? Marshal.GetLastPInvokeError() : 0;
            if (opened >= 0)
                return new FileDescriptor((int)opened);
            if (errno is not (Errno.Again or Errno.Interrupted) || attempt == Attempts)
                return null;
        }
    }

    public static void MakeDirectory(FileDescriptor directory, string name, uint mode) =>
        Check(MkdirAt(directory, name, mode), "mkdirat", name);

    public static void MakeSymlink(FileDescriptor directory, string name, string target) =>
        Check(SymlinkAt(target, directory, name), "symlinkat", name);

    /// <summary>A device or a FIFO. The mode has the type's bits.</summary>
    public static void MakeNode(FileDescriptor directory, string name, uint mode, uint major, uint minor) =>
        Check(MknodAt(directory, name, mode, DeviceNumber(major, minor)), "mknodat", name);

    public static void Link(FileDescriptor fromDirectory, string from, FileDescriptor directory, string name) =>
        Check(LinkAt(fromDirectory, from, directory, name, 0), "linkat", name);

    /// <summary>0, or the errno.</summary>
    public static int TryUnlink(FileDescriptor directory, string name, bool isDirectory) =>
        UnlinkAt(directory, name, isDirectory ? RemoveDirectory : 0) < 0 ? Marshal.GetLastPInvokeError() : 0;

    /// <summary>The target of a symlink that is open itself (O_PATH and O_NOFOLLOW).</summary>
    public static unsafe string ReadLink(FileDescriptor link)
    {
        const int LongestPath = 4096;
        var target = stackalloc byte[LongestPath];
        var length = ReadLinkAt(link, "", target, LongestPath);
        return length < 0 ? throw LinuxException.FromLastError("readlinkat") : FileName.Decode(new ReadOnlySpan<byte>(target, (int)length));
    }

    // glibc's makedev(3).
    private static ulong DeviceNumber(uint major, uint minor) =>
        ((ulong)major & 0xfffff000) << 32 | ((ulong)major & 0xfff) << 8 | ((ulong)minor & 0xffffff00) << 12 | (ulong)minor & 0xff;

    private static void Check(int result, string call, string name)
    {
        if (result < 0)
            throw LinuxException.FromLastError(call, FileName.Shown(name));
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static unsafe partial nint OpenAt2(
        nint number, FileDescriptor directory, [MarshalUsing(typeof(FileNameMarshaller))] string name, ulong* how, nint size);

    [LibraryImport("libc", EntryPoint = "mkdirat", SetLastError = true)]
    private static partial int MkdirAt(FileDescriptor directory, [MarshalUsing(typeof(FileNameMarshaller))] string name, uint mode);

    [LibraryImport("libc", EntryPoint = "symlinkat", SetLastError = true)]
    private static partial int SymlinkAt(
        [MarshalUsing(typeof(FileNameMarshaller))] string target, FileDescriptor directory, [MarshalUsing(typeof(FileNameMarshaller))] string name);

    [LibraryImport("libc", EntryPoint = "mknodat", SetLastError = true)]
    private static partial int MknodAt(
        FileDescriptor directory, [MarshalUsing(typeof(FileNameMarshaller))] string name, uint mode, ulong device);

    [LibraryImport("libc", EntryPoint = "linkat", SetLastError = true)]
    private static partial int LinkAt(
        FileDescriptor fromDirectory,
        [MarshalUsing(typeof(FileNameMarshaller))] string from,
        FileDescriptor directory,
        [MarshalUsing(typeof(FileNameMarshaller))] string name,
        int flags);

    [LibraryImport("libc", EntryPoint = "unlinkat", SetLastError = true)]
    private static partial int UnlinkAt(FileDescriptor directory, [MarshalUsing(typeof(FileNameMarshaller))] string name, int flags);

    [LibraryImport("libc", EntryPoint = "readlinkat", SetLastError = true)]
    private static unsafe partial nint ReadLinkAt(
        FileDescriptor directory, [MarshalUsing(typeof(FileNameMarshaller))] string name, byte* target, nint size);
}
