using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace EngineApi.Linux.Descriptors;

/// <summary>
/// An owned file descriptor, always close-on-exec. Reads and writes never block a thread when the descriptor was
/// opened <see cref="OpenFlags.NonBlocking"/>; they then say "not now" by returning <c>false</c>.
/// </summary>
public sealed partial class FileDescriptor : SafeHandleMinusOneIsInvalid
{
    public FileDescriptor() : base(ownsHandle: true)
    {
    }

    /// <summary>Takes ownership of an open descriptor.</summary>
    public FileDescriptor(int descriptor) : base(ownsHandle: true) => SetHandle(descriptor);

    /// <summary>The number of the descriptor, for messages and for calls outside of this project.</summary>
    public int Number => (int)handle;

    /// <summary>open(2); the mode is for a file that gets created, before the umask.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static FileDescriptor Open(string path, OpenFlags flags, int mode = 0x1A4) =>
        TryOpen(path, flags, mode, out var errno) ?? throw new LinuxException("open", path, errno);

    /// <summary>open(2); null with its errno when it failed.</summary>
    public static FileDescriptor? TryOpen(string path, OpenFlags flags, int mode, out int errno)
    {
        while (true)
        {
            var opened = OpenNative(path, flags.ToNative(), mode);
            if (opened >= 0)
            {
                errno = 0;
                return new FileDescriptor(opened);
            }

            errno = Marshal.GetLastPInvokeError();
            if (errno != Errno.Interrupted)
                return null;
        }
    }

    /// <summary>read(2). False: nothing to read now. Zero bytes: end of file.</summary>
    public unsafe bool TryRead(Span<byte> into, out int count)
    {
        fixed (byte* first = into)
            return Finish("read", Read(this, first, into.Length), out count);
    }

    /// <summary>write(2), maybe of a part only. False: no room now.</summary>
    /// <exception cref="LinuxException">EPIPE among others: no reader is left.</exception>
    public unsafe bool TryWrite(ReadOnlySpan<byte> bytes, out int count)
    {
        fixed (byte* first = bytes)
            return Finish("write", Write(this, first, bytes.Length), out count);
    }

    /// <summary>pread(2) until the span is full or the file ends; returns the bytes read.</summary>
    public unsafe int ReadAt(Span<byte> into, long offset)
    {
        var total = 0;
        while (total < into.Length)
        {
            fixed (byte* first = into[total..])
            {
                Finish("pread", ReadAt(this, first, into.Length - total, offset + total), out var count);
                if (count == 0)
                    break;
                total += count;
            }
        }

        return total;
    }

    /// <summary>pwrite(2) of all bytes at an offset; not for a descriptor with O_APPEND.</summary>
    public unsafe void WriteAt(ReadOnlySpan<byte> bytes, long offset)
    {
        while (!bytes.IsEmpty)
        {
            fixed (byte* first = bytes)
            {
                Finish("pwrite", WriteAt(this, first, bytes.Length, offset), out var count);
                bytes = bytes[count..];
                offset += count;
            }
        }
    }

    /// <summary>write(2) of all bytes to a blocking descriptor, e.g. a file opened with O_APPEND.</summary>
    public void WriteAll(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (!TryWrite(bytes, out var count))
                throw new LinuxException("write", null, Errno.Again);
            bytes = bytes[count..];
        }
    }

    /// <summary>ftruncate(2).</summary>
    public void Truncate(long length)
    {
        while (Truncate(this, length) < 0)
        {
            if (Marshal.GetLastPInvokeError() != Errno.Interrupted)
                throw LinuxException.FromLastError("ftruncate");
        }
    }

    /// <summary>fsync(2): what was written to the file is on the disk.</summary>
    public void Sync()
    {
        while (Sync(this) < 0)
        {
            if (Marshal.GetLastPInvokeError() != Errno.Interrupted)
                throw LinuxException.FromLastError("fsync");
        }
    }

    /// <summary>fsync(2) of a directory: the names that were made, changed and removed in it are on the disk.</summary>
    public static void SyncDirectory(string path)
    {
        using var directory = Open(path, OpenFlags.ReadOnly | OpenFlags.Directory);
        directory.Sync();
    }

    protected override bool ReleaseHandle() => Close((int)handle) == 0;

    /// <summary>True with a count, false for EAGAIN and EINTR (the caller comes again), else throws.</summary>
    internal static bool Finish(string call, nint result, out int count)
    {
        count = (int)Math.Max(result, 0);
        if (result >= 0)
            return true;
        var errno = Marshal.GetLastPInvokeError();
        return errno is Errno.Again or Errno.Interrupted ? false : throw new LinuxException(call, null, errno);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenNative(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static unsafe partial nint Read(FileDescriptor descriptor, byte* bytes, nint length);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static unsafe partial nint Write(FileDescriptor descriptor, byte* bytes, nint length);

    [LibraryImport("libc", EntryPoint = "pread", SetLastError = true)]
    private static unsafe partial nint ReadAt(FileDescriptor descriptor, byte* bytes, nint length, long offset);

    [LibraryImport("libc", EntryPoint = "pwrite", SetLastError = true)]
    private static unsafe partial nint WriteAt(FileDescriptor descriptor, byte* bytes, nint length, long offset);

    [LibraryImport("libc", EntryPoint = "ftruncate", SetLastError = true)]
    private static partial int Truncate(FileDescriptor descriptor, long length);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(FileDescriptor descriptor);
}
