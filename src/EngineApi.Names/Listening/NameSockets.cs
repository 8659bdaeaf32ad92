using System.Net;
using System.Net.Sockets;
using EngineApi.Linux;
using EngineApi.Linux.Descriptors;
using EngineApi.Linux.Network;

namespace EngineApi.Names.Listening;

/// <summary>
/// The two sockets on which one container's questions arrive, at 127.0.0.11 in its network namespace. They have ports of their own, and a
/// rule of the namespace's leads from port 53 to them: what the container itself listens on, on all addresses, is not in their way.
/// </summary>
internal sealed class NameSockets : IDisposable
{
    public static readonly IPEndPoint Asked = new(IPAddress.Parse(NameServer.Address), 53);

    private const string Table = "engineapi";
    private const int SocketLevel = 1;
    private const int ReusePort = 15; // SO_REUSEPORT
    private const int Backlog = 16;

    private NameSockets(ulong space, int port)
    {
        Space = space;
        try
        {
            Datagrams = Bound(SocketType.Dgram, ProtocolType.Udp, port);
            Streams = Bound(SocketType.Stream, ProtocolType.Tcp, port);
            Streams.Listen(Backlog);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The namespace they are in, by its inode: a path can come to stand for another one.</summary>
    public ulong Space { get; }

    public Socket Datagrams { get; } = null!;

    public Socket Streams { get; } = null!;

    /// <exception cref="IOException">There is no such namespace, or it refuses.</exception>
    /// <exception cref="SocketException">No port is free, or no descriptor.</exception>
    public static Task<NameSockets> OpenAsync(string netnsPath) => NetworkNamespace.RunAsync(netnsPath, Open);

    public void Dispose()
    {
        Datagrams?.Dispose();
        Streams?.Dispose();
    }

    private static NameSockets Open(FileDescriptor space)
    {
        var inode = FileStatus.Of(space).Inode;
        var sockets = new NameSockets(inode, port: 0);
        try
        {
            var (datagrams, streams) = ((IPEndPoint)sockets.Datagrams.LocalEndPoint!, (IPEndPoint)sockets.Streams.LocalEndPoint!);
            // Only who comes after another one asks for flows: the kernel looks through those of all namespaces.
            if (DestinationNat.Set(Table, (ProtocolType.Udp, Asked, datagrams), (ProtocolType.Tcp, Asked, streams)))
                ForgetFlows(datagrams);
            return sockets;
        }
        catch (LinuxException e) when (DestinationNat.IsMissing(e))
        {
            // Then on the port itself, where the container cannot have a server of its own.
            sockets.Dispose();
            return new(inode, Asked.Port);
        }
        catch
        {
            sockets.Dispose();
            throw;
        }
    }

    /// <summary>A client that goes on asking from one port would be led to where the rule led before.</summary>
    private static void ForgetFlows(IPEndPoint now)
    {
        try
        {
            using var flows = new TrackedFlows();
            flows.ForgetUdp(ipv6: false, (asked, by) => asked.Equals(Asked) && !by.Equals(now));
        }
        catch (LinuxException e) when (DestinationNat.IsMissing(e))
        {
            // The kernel does not tell of flows: such a client is led right when it has been silent for half a minute.
        }
    }

    private static Socket Bound(SocketType type, ProtocolType protocol, int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, type, protocol);
        try
        {
            // On port 53 there is, for a moment, the process whose place this one takes.
            if (port != 0)
                socket.SetRawSocketOption(SocketLevel, ReusePort, BitConverter.GetBytes(1));
            socket.Bind(new IPEndPoint(Asked.Address, port));
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
