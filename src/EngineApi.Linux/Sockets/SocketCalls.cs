using System.Runtime.InteropServices;
using EngineApi.Linux.Descriptors;

namespace EngineApi.Linux.Sockets;

/// <summary>socket(2), socketpair(2), bind(2), listen(2) and setsockopt(2). What is opened is close-on-exec.</summary>
internal static partial class SocketCalls
{
    public const int NetlinkFamily = 16;
    public const int Stream = 1;
    public const int Datagrams = 2;
    public const int Raw = 3;
    public const int SequencedPackets = 5;

    /// <summary>To be added to the type.</summary>
    public const int NonBlocking = 0x800;

    /// <summary>Of options: SOL_SOCKET.</summary>
    public const int SocketLevel = 1;

    private const int UnixFamily = 1;
    private const int CloseOnExec = 0x80000;

    /// <param name="subject">What it is for, should it fail.</param>
    /// <exception cref="LinuxException">No descriptors are left, or the kernel has no such protocol.</exception>
    public static FileDescriptor Open(int family, int type, int protocol, string subject) =>
        TryOpen(family, type, protocol, out var errno) ?? throw new LinuxException("socket", subject, errno);

    /// <returns>Null if it fails, for the reason that <paramref name="errno"/> says.</returns>
    public static FileDescriptor? TryOpen(int family, int type, int protocol, out int errno)
    {
        var opened = Socket(family, type | CloseOnExec, protocol);
        errno = ErrorOf(opened);
        return opened < 0 ? null : new(opened);
    }

    /// <summary>Two unix sockets that are each other's peers.</summary>
    /// <exception cref="LinuxException">No descriptors are left.</exception>
    public static unsafe (FileDescriptor First, FileDescriptor Second) OpenPair(int type)
    {
        var ends = stackalloc int[2];
        return SocketPair(UnixFamily, type | CloseOnExec, 0, ends) < 0
            ? throw LinuxException.FromLastError("socketpair")
            : (new(ends[0]), new(ends[1]));
    }

    /// <param name="address">A struct sockaddr of the socket's family.</param>
    /// <returns>0, or the errno.</returns>
    public static unsafe int Bind(FileDescriptor socket, ReadOnlySpan<byte> address)
    {
        fixed (byte* first = address)
            return ErrorOf(Bind(socket, first, address.Length));
    }

    /// <returns>0, or the errno.</returns>
    public static int Listen(FileDescriptor socket, int backlog) => ErrorOf(ListenOn(socket, backlog));

    /// <returns>0, or the errno.</returns>
    public static unsafe int SetOption<T>(FileDescriptor socket, int level, int option, T value)
        where T : unmanaged => ErrorOf(SetOption(socket, level, option, &value, sizeof(T)));

    private static int ErrorOf(int result) => result < 0 ? Marshal.GetLastPInvokeError() : 0;

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    private static partial int Socket(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "socketpair", SetLastError = true)]
    private static unsafe partial int SocketPair(int family, int type, int protocol, int* ends);

    [LibraryImport("libc", EntryPoint = "bind", SetLastError = true)]
    private static unsafe partial int Bind(FileDescriptor socket, byte* address, int length);

    [LibraryImport("libc", EntryPoint = "listen", SetLastError = true)]
    private static partial int ListenOn(FileDescriptor socket, int backlog);

    [LibraryImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    private static unsafe partial int SetOption(FileDescriptor socket, int level, int option, void* value, int length);
}
