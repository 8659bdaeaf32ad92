using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;
using EngineApi.Linux.Descriptors;

namespace EngineApi.Linux.Files;

/// <summary>What belongs to a file that is open, in any way (O_PATH too): owner, permissions, times, extended attributes.</summary>
public static partial class OpenFile
{
    private const int CurrentDirectory = -100;
    private const int EmptyPath = 0x1000;

    /// <summary>Opens the very file again, e.g. to read what so far is only a place (O_PATH).</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static FileDescriptor Reopen(FileDescriptor file, OpenFlags flags)
    {
        using var held = new Held(file);
        return FileDescriptor.Open(held.Path, flags);
    }

    public static void SetOwner(FileDescriptor file, uint user, uint group)
    {
        if (ChownAt(file, "", user, group, EmptyPath) < 0)
            throw LinuxException.FromLastError("fchownat");
    }

    /// <summary>Not for a symlink, which has no permissions of its own.</summary>
    public static void SetPermissions(FileDescriptor file, uint mode)
    {
        using var held = new Held(file);
        if (Chmod(held.Path, mode & 0xFFF) < 0)
            throw LinuxException.FromLastError("chmod");
    }

    /// <summary>Sets the times of the last access and modification to one moment.</summary>
    public static unsafe void SetTime(FileDescriptor file, long seconds, uint nanoseconds)
    {
        using var held = new Held(file);
        var times = stackalloc nint[4] { (nint)seconds, (nint)nanoseconds, (nint)seconds, (nint)nanoseconds };
        if (UtimensAt(CurrentDirectory, held.Path, times, 0) < 0)
            throw LinuxException.FromLastError("utimensat");
    }

    /// <summary>0, or the errno.</summary>
    public static int TrySetAttribute(FileDescriptor file, string name, byte[] value)
    {
        using var held = new Held(file);
        return SetXattr(held.Path, name, value, value.Length, 0) < 0 ? Marshal.GetLastPInvokeError() : 0;
    }

    /// <summary>The value of an extended attribute; null when there is none, or attributes are not for this kind of file.</summary>
    public static unsafe byte[]? Attribute(FileDescriptor file, string name)
    {
        const int LongestValue = 65536;
        using var held = new Held(file);
        Span<byte> small = stackalloc byte[256];
        fixed (byte* first = small)
        {
            var length = GetXattr(held.Path, name, first, small.Length);
            if (length >= 0)
                return small[..(int)length].ToArray();
        }

        if (Marshal.GetLastPInvokeError() != Errno.OutOfRange)
            return null;
        var large = new byte[LongestValue];
        fixed (byte* first = large)
        {
            var length = GetXattr(held.Path, name, first, large.Length);
            return length < 0 ? null : large[..(int)length];
        }
    }

    /// <summary>The names of all extended attributes that we may see.</summary>
    public static unsafe IReadOnlyList<string> AttributeNames(FileDescriptor file)
    {
        using var held = new Held(file);
        Span<byte> names = stackalloc byte[1024];
        nint length;
        fixed (byte* first = names)
            length = ListXattr(held.Path, first, names.Length);
        if (length < 0 && Marshal.GetLastPInvokeError() == Errno.OutOfRange)
        {
            names = new byte[65536];
            fixed (byte* first = names)
                length = ListXattr(held.Path, first, names.Length);
        }

        if (length <= 0)
            return [];
        return [.. FileName.Decode(names[..(int)length]).Split('\0', StringSplitOptions.RemoveEmptyEntries)];
    }

    /// <summary>Keeps the descriptor open while its number is in a path.</summary>
    private readonly ref struct Held
    {
        private readonly FileDescriptor _file;

        public Held(FileDescriptor file)
        {
            _file = file;
            var held = false;
            file.DangerousAddRef(ref held);
        }

        public string Path => $"/proc/self/fd/{_file.Number}";

        public void Dispose() => _file.DangerousRelease();
    }

    [LibraryImport("libc", EntryPoint = "fchownat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChownAt(FileDescriptor directory, string name, uint user, uint group, int flags);

    [LibraryImport("libc", EntryPoint = "chmod", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Chmod(string path, uint mode);

    [LibraryImport("libc", EntryPoint = "utimensat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int UtimensAt(int directory, string path, nint* times, int flags);

    [LibraryImport("libc", EntryPoint = "setxattr", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetXattr(
        string path, [MarshalUsing(typeof(FileNameMarshaller))] string name, byte[] value, nint size, int flags);

    [LibraryImport("libc", EntryPoint = "getxattr", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial nint GetXattr(
        string path, [MarshalUsing(typeof(FileNameMarshaller))] string name, byte* value, nint size);

    [LibraryImport("libc", EntryPoint = "listxattr", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial nint ListXattr(string path, byte* names, nint size);
}
