using System.Runtime.InteropServices;

namespace EngineApi.Linux.Descriptors;

public sealed partial class FileDescriptor
{
    private const int DuplicateCloseOnExec = 1030; // F_DUPFD_CLOEXEC

    /// <summary>A second descriptor of the same open file, which stays open when the first is closed.</summary>
    /// <exception cref="ObjectDisposedException">The first is closed already.</exception>
    public static FileDescriptor Duplicate(SafeHandle of)
    {
        var copy = Control(of, DuplicateCloseOnExec, 0);
        return copy < 0 ? throw LinuxException.FromLastError("fcntl") : new FileDescriptor(copy);
    }

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(SafeHandle descriptor, int command, int argument);
}
