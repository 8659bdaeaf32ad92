using System.Buffers.Binary;
using System.Net;

namespace EngineApi.Linux.Network;

/// <summary>
/// What the kernel remembers of connections (nfnetlink, NFNL_SUBSYS_CTNETLINK): as long as it does, no rule of the table <c>nat</c> is asked
/// again. Of the namespace that it was opened in.
/// </summary>
public sealed class TrackedFlows : IDisposable
{
    private const int NetfilterProtocol = 12;
    private const ushort Get = 0x101; // IPCTNL_MSG_CT_GET
    private const ushort Delete = 0x102; // IPCTNL_MSG_CT_DELETE
    private const int HeaderLength = 4; // struct nfgenmsg
    private const ushort Nested = 0x8000;
    private const ushort Original = 1; // CTA_TUPLE_ORIG
    private const ushort Reply = 2; // CTA_TUPLE_REPLY
    private const int Udp = 17;

    private readonly RouteSocket _socket = new(NetfilterProtocol);

    /// <summary>Forgets UDP flows: the next datagram of each meets the rules again.</summary>
    /// <param name="isStale">Gets where a flow was sent to, and who answers; these differ where a rule turned it.</param>
    /// <returns>How many were forgotten.</returns>
    /// <exception cref="LinuxException">The kernel has no tracking that can be asked, or CAP_NET_ADMIN is missing.</exception>
    public int ForgetUdp(bool ipv6, Func<IPEndPoint, IPEndPoint, bool> isStale)
    {
        var header = (uint)(ipv6 ? NetFamily.IPv6 : NetFamily.IPv4);
        var stale = new List<byte[]>();
        var errno = _socket.Ask(new NetlinkMessage(Get, NetlinkFlags.Request | NetlinkFlags.Dump).Header(LittleEnd(header)), "list flows", null, (_, payload) =>
        {
            if (payload.Length > HeaderLength && Stale(payload.Span[HeaderLength..], isStale) is { } original)
                stale.Add(original);
        });
        if (errno != 0)
            throw new LinuxException("list flows", null, errno);
        foreach (var original in stale)
        {
            var request = new NetlinkMessage(Delete, NetlinkFlags.Request | NetlinkFlags.Acknowledge).Header(LittleEnd(header)).Add(Original | Nested, original);
            errno = _socket.TryExecute(request, "forget flow", null);
            if (errno is not (0 or Errno.NoEntry))
                throw new LinuxException("forget flow", null, errno);
        }

        return stale.Count;
    }

    public void Dispose() => _socket.Dispose();

    /// <summary>The family is the first byte.</summary>
    private static uint LittleEnd(uint family) => BitConverter.IsLittleEndian ? family : BinaryPrimitives.ReverseEndianness(family);

    private static byte[]? Stale(ReadOnlySpan<byte> flow, Func<IPEndPoint, IPEndPoint, bool> isStale)
    {
        ReadOnlySpan<byte> original = [], reply = [];
        foreach (var attribute in new NetlinkAttributes(flow))
        {
            if (attribute.Type == Original)
                original = attribute.Value;
            else if (attribute.Type == Reply)
                reply = attribute.Value;
        }

        return End(original, isSource: false) is { } asked && End(reply, isSource: true) is { } answering && isStale(asked, answering) ? original.ToArray() : null;
    }

    /// <summary>One end of a tuple (CTA_TUPLE_IP, CTA_TUPLE_PROTO); null if it is not one of UDP.</summary>
    private static IPEndPoint? End(ReadOnlySpan<byte> tuple, bool isSource)
    {
        IPAddress? address = null;
        var (protocol, port) = (0, 0);
        foreach (var part in new NetlinkAttributes(tuple))
        {
            foreach (var attribute in new NetlinkAttributes(part.Value))
            {
                switch (part.Type, attribute.Type)
                {
                    case (1, 1 or 3) when isSource: // CTA_IP_V4_SRC, CTA_IP_V6_SRC
                    case (1, 2 or 4) when !isSource: // CTA_IP_V4_DST, CTA_IP_V6_DST
                        address = new(attribute.Value);
                        break;
                    case (2, 1): // CTA_PROTO_NUM
                        protocol = attribute.Value[0];
                        break;
                    case (2, 2) when isSource: // CTA_PROTO_SRC_PORT
                    case (2, 3) when !isSource: // CTA_PROTO_DST_PORT
                        port = BinaryPrimitives.ReadUInt16BigEndian(attribute.Value);
                        break;
                }
            }
        }

        return protocol == Udp && address is not null ? new(address, port) : null;
    }
}
