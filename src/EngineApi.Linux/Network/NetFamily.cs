using System.Net;
using System.Net.Sockets;

namespace EngineApi.Linux.Network;

/// <summary>The kernel's numbers of address families.</summary>
internal static class NetFamily
{
    public const byte IPv4 = 2;
    public const byte IPv6 = 10;

    /// <summary>NFPROTO_IPV4: the number of netfilter is the same.</summary>
    public const byte NetfilterIPv4 = IPv4;

    public static byte Of(IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6 ? IPv6 : IPv4;
}
