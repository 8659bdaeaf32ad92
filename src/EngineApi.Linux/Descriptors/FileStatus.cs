using System.Runtime.InteropServices;

namespace EngineApi.Linux.Descriptors;

/// <summary>
/// What statx(2) tells of a file: type and permission bits (st_mode), size in bytes, and the numbers of a device node
/// itself (st_rdev; zero for other files). Its record has one layout on every architecture, unlike stat(2)'s.
/// </summary>
public sealed partial record FileStatus(
    ulong Inode, uint Mode, uint UserId, uint GroupId, long Size, uint DeviceMajor, uint DeviceMinor)
{
    private const int CurrentDirectory = -100;
    private const int SymlinkNoFollow = 0x100;
    private const int EmptyPath = 0x1000;
    private const uint BasicStats = 0x7ff;
    private const int RecordSize = 256;

    /// <summary>Of the last modification: seconds since 1970, which may be negative.</summary>
    public long ModifiedSeconds { get; init; }

    /// <summary>0 to 999,999,999, on top of <see cref="ModifiedSeconds"/>.</summary>
    public uint ModifiedNanoseconds { get; init; }

    /// <summary>How many names the file has.</summary>
    public uint Links { get; init; }

    /// <summary>The file system it lies on (st_dev); with <see cref="Inode"/> it tells one file from all others.</summary>
    public ulong Device { get; init; }

    /// <summary>S_IFMT: the type bits of <see cref="Mode"/>.</summary>
    public uint Type => Mode & 0xF000;

    public bool IsDirectory => Type == 0x4000;

    public bool IsSymlink => Type == 0xA000;

    public bool IsRegular => Type == 0x8000;

    public bool IsCharacterDevice => Type == 0x2000;

    public bool IsFifo => Type == 0x1000;

    public bool IsSocket => Type == 0xC000;

    public static FileStatus Of(FileDescriptor descriptor)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        var held = false;
        descriptor.DangerousAddRef(ref held);
        try
        {
            return Read(descriptor.Number, "", EmptyPath) ?? throw LinuxException.FromLastError("statx");
        }
        finally
        {
            descriptor.DangerousRelease();
        }
    }

    /// <summary>Null when nothing is there (ENOENT, ENOTDIR).</summary>
    public static FileStatus? Find(string path, bool followSymlink = true)
    {
        var found = Read(CurrentDirectory, path, followSymlink ? 0 : SymlinkNoFollow);
        if (found is null && Marshal.GetLastPInvokeError() is not (Errno.NoEntry or Errno.NotDirectory))
            throw LinuxException.FromLastError("statx", path);
        return found;
    }

    private static unsafe FileStatus? Read(int directory, string path, int flags)
    {
        var record = stackalloc byte[RecordSize];
        if (Statx(directory, path, flags, BasicStats, record) < 0)
            return null;
        return new FileStatus(
            Inode: *(ulong*)(record + 32),
            Mode: *(ushort*)(record + 28),
            UserId: *(uint*)(record + 20),
            GroupId: *(uint*)(record + 24),
            Size: *(long*)(record + 40),
            DeviceMajor: *(uint*)(record + 128),
            DeviceMinor: *(uint*)(record + 132))
        {
            ModifiedSeconds = *(long*)(record + 112),
            ModifiedNanoseconds = *(uint*)(record + 120),
            Links = *(uint*)(record + 16),
            Device = (ulong)*(uint*)(record + 136) << 32 | *(uint*)(record + 140),
        };
    }

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int Statx(int directory, string path, int flags, uint mask, byte* record);
}
