using System.Net.Sockets;

namespace EngineApi.Names.Tests.Forwarding;

/// <summary>Sockets of the namespace that the tests run in, whichever was asked for.</summary>
internal static class Sockets
{
    public static ValueTask<Socket> OpenAsync(string? netnsPath, AddressFamily family, SocketType type, CancellationToken cancellationToken) =>
        new(new Socket(family, type, type == SocketType.Dgram ? ProtocolType.Udp : ProtocolType.Tcp));
}
