using System.Runtime.InteropServices;

namespace EngineApi.Linux.Descriptors;

/// <summary>For descriptors that somebody else opened, e.g. those of socket activation: children must not inherit them.</summary>
public static partial class CloseOnExec
{
    private const int SetFlags = 2; // F_SETFD
    private const int Flag = 1; // FD_CLOEXEC

    /// <summary>fcntl(2) F_SETFD.</summary>
    /// <exception cref="LinuxException">The descriptor is not open.</exception>
    public static void Set(int descriptor)
    {
        if (Control(descriptor, SetFlags, Flag) < 0)
            throw LinuxException.FromLastError("fcntl");
    }

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(int descriptor, int command, int argument);
}
