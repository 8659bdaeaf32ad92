using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using EngineApi.Linux.Descriptors;

namespace EngineApi.Linux.Network;

/// <summary>
/// A port of the host that is taken, and nothing more: the socket is bound and does not listen. As it does not allow its address to
/// be reused, nobody else can bind it; and what reaches it after all is refused at once, instead of waiting for an answer that
/// never comes.
/// </summary>
public sealed partial class PortReservation : IDisposable
{
    private const int CloseOnExec = 0x80000;
    private const int IPv6Level = 41;
    private const int IPv6Only = 26;
    private const int SctpProtocol = 132;

    private readonly FileDescriptor _socket;

    private PortReservation(FileDescriptor socket) => _socket = socket;

    /// <param name="protocol"><c>tcp</c>, <c>udp</c> or <c>sctp</c>.</param>
    /// <param name="port">1–65535.</param>
    /// <param name="errno">Why not: EADDRINUSE, EADDRNOTAVAIL, EACCES, EAFNOSUPPORT, …</param>
    public static unsafe PortReservation? TryTake(string protocol, IPAddress address, int port, out int errno)
    {
        var isIPv6 = address.AddressFamily == AddressFamily.InterNetworkV6;
        var (type, number) = protocol switch
        {
            "udp" => (2, 0),
            "sctp" => (1, SctpProtocol),
            _ => (1, 0),
        };
        var opened = Socket(NetFamily.Of(address), type | CloseOnExec, number);
        if (opened < 0)
        {
            errno = Marshal.GetLastPInvokeError();
            return null;
        }

        var socket = new FileDescriptor(opened);
        // sockaddr_in and sockaddr_in6; the port and the address are in network order.
        var name = stackalloc byte[28];
        var bytes = new Span<byte>(name, 28);
        bytes.Clear();
        MemoryMarshal.Write(bytes, (ushort)NetFamily.Of(address));
        BinaryPrimitives.WriteUInt16BigEndian(bytes[2..], (ushort)port);
        address.TryWriteBytes(bytes[(isIPv6 ? 8 : 4)..], out _);
        if (isIPv6 && address.ScopeId != 0)
            MemoryMarshal.Write(bytes[24..], (uint)address.ScopeId);
        var one = 1;
        if ((!isIPv6 || SetOption(socket, IPv6Level, IPv6Only, &one, sizeof(int)) == 0) && Bind(socket, name, isIPv6 ? 28 : 16) == 0)
        {
            errno = 0;
            return new(socket);
        }

        errno = Marshal.GetLastPInvokeError();
        socket.Dispose();
        return null;
    }

    public void Dispose() => _socket.Dispose();

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    private static partial int Socket(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "bind", SetLastError = true)]
    private static unsafe partial int Bind(FileDescriptor socket, byte* address, int length);

    [LibraryImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    private static unsafe partial int SetOption(FileDescriptor socket, int level, int option, void* value, int length);
}
