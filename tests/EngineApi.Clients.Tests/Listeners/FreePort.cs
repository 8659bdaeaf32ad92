using System.Net;
using System.Net.Sockets;

namespace EngineApi.Clients.Tests.Listeners;

/// <summary>A TCP port of loopback that nobody uses, and nobody gets by chance: it is below those that the kernel gives out.</summary>
internal static class FreePort
{
    private const int First = 20_000;
    private const int Count = 10_000;

    private static int s_last = Random.Shared.Next(Count);

    public static int Find()
    {
        while (true)
        {
            var port = First + Interlocked.Increment(ref s_last) % Count;
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // The next one.
            }
        }
    }
}
