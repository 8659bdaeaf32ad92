using System.Runtime.InteropServices;
using EngineApi.Linux.Descriptors;

namespace EngineApi.Linux.Fifos;

/// <summary>Named pipes (fifo(7)) as containerd's shims use them for the stdio of a process.</summary>
public static partial class Fifo
{
    private const int SetPipeSize = 1031;
    private const int GetPipeSize = 1032;

    /// <summary>mkfifo(3).</summary>
    /// <exception cref="LinuxException">EEXIST among others.</exception>
    public static void Create(string path, int mode = 0x180)
    {
        if (MakeFifo(path, (uint)mode) < 0)
            throw LinuxException.FromLastError("mkfifo", path);
    }

    /// <summary>The read end; never O_RDWR, or its end of file would never come. Needs no writer to open.</summary>
    public static FileDescriptor OpenReader(string path) =>
        FileDescriptor.Open(path, OpenFlags.ReadOnly | OpenFlags.NonBlocking);

    /// <summary>The write end, or null while nobody has the read end open (ENXIO).</summary>
    public static FileDescriptor? OpenWriter(string path)
    {
        var writer = FileDescriptor.TryOpen(path, OpenFlags.WriteOnly | OpenFlags.NonBlocking, 0, out var errno);
        return writer is null && errno != Errno.NoDeviceOrReader ? throw new LinuxException("open", path, errno) : writer;
    }

    /// <summary>
    /// Both ends in one descriptor: bytes can be written before the reader is there and wait in the kernel. As long as
    /// it is open neither EPIPE nor an end of file can happen, so swap it for <see cref="OpenWriter"/> once there is a reader.
    /// </summary>
    public static FileDescriptor OpenHolder(string path) =>
        FileDescriptor.Open(path, OpenFlags.ReadWrite | OpenFlags.NonBlocking);

    /// <summary>
    /// Asks for a capacity in bytes (F_SETPIPE_SZ) and returns what the pipe has afterwards. An unprivileged wish over
    /// /proc/sys/fs/pipe-max-size leaves the capacity as it was.
    /// </summary>
    public static int SetCapacity(FileDescriptor pipe, int bytes)
    {
        var set = Control(pipe, SetPipeSize, bytes);
        return set >= 0 ? set : Control(pipe, GetPipeSize, 0);
    }

    [LibraryImport("libc", EntryPoint = "mkfifo", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakeFifo(string path, uint mode);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(FileDescriptor descriptor, int command, int argument);
}
