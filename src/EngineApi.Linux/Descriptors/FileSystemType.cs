using System.Runtime.InteropServices;

namespace EngineApi.Linux.Descriptors;

/// <summary>fstatfs(2): what kind of file system an open file lies on.</summary>
public static partial class FileSystemType
{
    /// <summary>The magic number, e.g. 0x01021994 for tmpfs.</summary>
    public static unsafe long Of(FileDescriptor file)
    {
        // struct statfs begins with it and has 120 bytes on 64-bit machines.
        var record = stackalloc nint[32];
        return StatFs(file, record) < 0 ? throw LinuxException.FromLastError("fstatfs") : record[0];
    }

    [LibraryImport("libc", EntryPoint = "fstatfs", SetLastError = true)]
    private static unsafe partial int StatFs(FileDescriptor file, nint* record);
}
