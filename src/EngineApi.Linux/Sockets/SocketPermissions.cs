using System.Runtime.InteropServices;

namespace EngineApi.Linux.Sockets;

/// <summary>Ownership of the socket file that the API listens on, as <c>-G/--group</c> asks for.</summary>
public static partial class SocketPermissions
{
    private const uint KeepOwner = uint.MaxValue;

    /// <summary>chmod(2) and, with a group, chown(2); the owner stays. Dockerd's mode is 0660.</summary>
    /// <exception cref="LinuxException">A call failed; the group is changed before the mode opens the socket to it.</exception>
    public static void Apply(string path, int mode, uint? groupId)
    {
        if (groupId is { } group && ChangeOwner(path, KeepOwner, group) < 0)
            throw LinuxException.FromLastError("chown", path);
        if (ChangeMode(path, (uint)mode) < 0)
            throw LinuxException.FromLastError("chmod", path);
    }

    [LibraryImport("libc", EntryPoint = "chown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwner(string path, uint userId, uint groupId);

    [LibraryImport("libc", EntryPoint = "chmod", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeMode(string path, uint mode);
}
