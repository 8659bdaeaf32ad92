using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using EngineApi.Linux.Descriptors;
using EngineApi.Linux.Sockets;

namespace EngineApi.Linux.Network;

/// <summary>
/// A port of the host that is taken: the socket is bound and does not listen, unless it is told to. As it does not allow its address to
/// be reused, nobody else can bind it; and what reaches it after all is refused at once, instead of waiting for an answer that
/// never comes.
/// </summary>
public sealed partial class PortReservation : IDisposable
{
    private const int IPv6Level = 41;
    private const int IPv6Only = 26;
    private const int SctpProtocol = 132;
    private const int DuplicateCloseOnExec = 1030; // F_DUPFD_CLOEXEC

    private readonly FileDescriptor _socket;

    private PortReservation(FileDescriptor socket) => _socket = socket;

    /// <param name="protocol"><c>tcp</c>, <c>udp</c> or <c>sctp</c>.</param>
    /// <param name="port">1–65535.</param>
    /// <param name="errno">Why not: EADDRINUSE, EADDRNOTAVAIL, EACCES, EAFNOSUPPORT, …</param>
    public static PortReservation? TryTake(string protocol, IPAddress address, int port, out int errno)
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
        if (errno == 0)
            errno = SocketCalls.Bind(socket, name);
        if (errno == 0)
            return new(socket);
        socket.Dispose();
        return null;
    }

    /// <summary>From here on connections are taken; it must be a <c>tcp</c> port.</summary>
    /// <returns>To be disposed by the caller. The port is free when both are.</returns>
    /// <exception cref="LinuxException">No descriptors are left.</exception>
    /// <exception cref="SocketException">It cannot listen.</exception>
    public Socket Listen(int backlog)
    {
        var duplicate = Duplicate(_socket, DuplicateCloseOnExec, 0);
        if (duplicate < 0)
            throw LinuxException.FromLastError("fcntl");
        var listener = new Socket(new SafeSocketHandle(duplicate, ownsHandle: true));
        try
        {
            listener.Listen(backlog);
            return listener;
        }
        catch
        {
            listener.Dispose();
            throw;
        }
    }

    public void Dispose() => _socket.Dispose();

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Duplicate(FileDescriptor socket, int command, int lowest);
}
