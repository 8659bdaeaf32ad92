using System.Net;
using System.Net.Sockets;

namespace EngineApi.Linux.Network;

/// <summary>The kernel's numbers of address families.</summary>
internal static class NetFamily
{
    public const byte IPv4 = 2;
    public const byte IPv6 = 10;

    public static byte Of(IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6 ? IPv6 : IPv4;
}
