using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using EngineApi.Linux.Descriptors;
using EngineApi.Linux.Sockets;

namespace EngineApi.Linux.Network;

/// <summary>
/// A port of the host that is taken, so that nobody else can bind it: by a socket that does not allow its address to be reused, or
/// by one that listens. What only holds a port refuses what reaches it after all, instead of letting it wait for an answer that
/// never comes.
/// </summary>
/// <remarks>
/// What listens does allow the reuse, and so do its connections: those that are closed stay on the port for a minute, and would keep
/// the next one from it. Two that allow it could both be bound as long as neither listens, so it does so at once.
/// </remarks>
public sealed partial class PortReservation : IDisposable
{
    private const int IPv6Level = 41;
    private const int IPv6Only = 26;
    private const int ReuseAddress = 2;
    private const int SctpProtocol = 132;
    private const int DuplicateCloseOnExec = 1030; // F_DUPFD_CLOEXEC

    private readonly FileDescriptor _socket;

    private PortReservation(FileDescriptor socket) => _socket = socket;

    /// <summary>Takes a port to hold it.</summary>
    /// <param name="protocol"><c>tcp</c>, <c>udp</c> or <c>sctp</c>.</param>
    /// <param name="port">1–65535.</param>
    /// <param name="errno">Why not: EADDRINUSE, EADDRNOTAVAIL, EACCES, EAFNOSUPPORT, …</param>
    public static PortReservation? TryTake(string protocol, IPAddress address, int port, out int errno) =>
        TryTake(protocol, address, port, backlog: null, out errno);

    /// <summary>Takes a TCP port for connections, which wait from here on; see <see cref="Listen"/>.</summary>
    /// <param name="port">1–65535.</param>
    /// <param name="errno">As of <see cref="TryTake(string, IPAddress, int, out int)"/>.</param>
    public static PortReservation? TryListen(IPAddress address, int port, int backlog, out int errno) =>
        TryTake("tcp", address, port, backlog, out errno);

    private static PortReservation? TryTake(string protocol, IPAddress address, int port, int? backlog, out int errno)
    {
        var isIPv6 = address.AddressFamily == AddressFamily.InterNetworkV6;
        var (type, number) = protocol switch
        {
            "udp" => (SocketCalls.Datagrams, 0),
            "sctp" => (SocketCalls.Stream, SctpProtocol),
            _ => (SocketCalls.Stream, 0),
        };
        if (SocketCalls.TryOpen(NetFamily.Of(address), type, number, out errno) is not { } socket)
            return null;
        // sockaddr_in and sockaddr_in6; the port and the address are in network order.
        Span<byte> name = stackalloc byte[isIPv6 ? 28 : 16];
        name.Clear();
        MemoryMarshal.Write(name, (ushort)NetFamily.Of(address));
        BinaryPrimitives.WriteUInt16BigEndian(name[2..], (ushort)port);
        address.TryWriteBytes(name[(isIPv6 ? 8 : 4)..], out _);
        if (isIPv6 && address.ScopeId != 0)
            MemoryMarshal.Write(name[24..], (uint)address.ScopeId);
        if (isIPv6)
            errno = SocketCalls.SetOption(socket, IPv6Level, IPv6Only, 1);
        if (errno == 0 && backlog is not null)
            errno = AllowReuse(socket);
        if (errno == 0)
            errno = SocketCalls.Bind(socket, name);
        if (errno == 0 && backlog is { } waiting)
            errno = SocketCalls.Listen(socket, waiting);
        if (errno == 0)
            return new(socket);
        socket.Dispose();
        return null;
    }

    /// <summary>From here on connections are taken, if they were not before; it must be a <c>tcp</c> port.</summary>
    /// <returns>To be disposed by the caller. The port is free when both are.</returns>
    /// <exception cref="LinuxException">No descriptors are left.</exception>
    /// <exception cref="SocketException">It cannot listen.</exception>
    public Socket Listen(int backlog)
    {
        var listener = Receive();
        try
        {
            // For the connections to come, which do as the listener does.
            if (AllowReuse(_socket) is var errno and not 0)
                throw new LinuxException("setsockopt", null, errno);
            listener.Listen(backlog);
            return listener;
        }
        catch
        {
            listener.Dispose();
            throw;
        }
    }

    /// <summary>What comes to a <c>udp</c> port.</summary>
    /// <returns>To be disposed by the caller. The port is free when both are.</returns>
    /// <exception cref="LinuxException">No descriptors are left.</exception>
    public Socket Receive()
    {
        var duplicate = Duplicate(_socket, DuplicateCloseOnExec, 0);
        return duplicate < 0 ? throw LinuxException.FromLastError("fcntl") : new Socket(new SafeSocketHandle(duplicate, ownsHandle: true));
    }

    public void Dispose() => _socket.Dispose();

    private static int AllowReuse(FileDescriptor socket) => SocketCalls.SetOption(socket, SocketCalls.SocketLevel, ReuseAddress, 1);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Duplicate(FileDescriptor socket, int command, int lowest);
}
