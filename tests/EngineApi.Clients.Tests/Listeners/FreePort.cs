using System.Net;
using System.Net.Sockets;

namespace EngineApi.Clients.Tests.Listeners;

/// <summary>A TCP port of loopback that nobody used a moment ago.</summary>
internal static class FreePort
{
    public static int Find()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
