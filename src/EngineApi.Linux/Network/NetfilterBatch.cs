using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace EngineApi.Linux.Network;

/// <summary>
/// Changes to nf_tables that the kernel makes all at once or not at all (nfnetlink, <c>linux/netfilter/nf_tables.h</c>): messages between a
/// begin and an end. In the network namespace of the calling thread.
/// </summary>
/// <param name="family">NFPROTO_…</param>
internal sealed class NetfilterBatch(byte family)
{
    private const int NetfilterProtocol = 12;
    private const ushort Begin = 0x10;
    private const ushort End = 0x11;
    private const ushort TablesSubsystem = 10;
    private const string Socket = "nfnetlink";

    private readonly List<NetlinkMessage> _messages = [];

    /// <summary>One more change.</summary>
    /// <param name="type">NFT_MSG_…</param>
    public NetlinkMessage Add(byte type, NetlinkFlags flags)
    {
        var message = new NetlinkMessage((ushort)((TablesSubsystem << 8) | type), flags | NetlinkFlags.Request | NetlinkFlags.Acknowledge)
            .Header(new NetfilterHeader(family, 0, 0));
        _messages.Add(message);
        return message;
    }

    /// <summary>Makes them.</summary>
    /// <param name="call">What they do, and <paramref name="subject"/> to what, should it fail.</param>
    /// <exception cref="LinuxException">The first that was refused, by its errno; nothing has changed. EOPNOTSUPP, ENOENT: the kernel lacks what it takes.</exception>
    public void Commit(string call, string? subject)
    {
        using var socket = new NetlinkSocket(NetfilterProtocol, Socket);
        socket.Send(Bytes(), call, subject);
        for (var answered = 0; answered < _messages.Count;)
        {
            foreach (var answer in socket.Receive(call, subject))
            {
                if (answer.IsLast && answer.ErrorNumber != 0)
                    throw new LinuxException(call, subject, answer.ErrorNumber);
                answered++;
            }
        }
    }

    private byte[] Bytes()
    {
        var bytes = new List<byte>();
        var sequence = 0u;
        bytes.AddRange(Bound(Begin).Finish(sequence++));
        foreach (var message in _messages)
            bytes.AddRange(message.Finish(sequence++));
        bytes.AddRange(Bound(End).Finish(sequence));
        return [.. bytes];
    }

    private static NetlinkMessage Bound(ushort type) =>
        new NetlinkMessage(type, NetlinkFlags.Request).Header(new NetfilterHeader(0, 0, BinaryPrimitives.ReverseEndianness(TablesSubsystem)));

    /// <summary>struct nfgenmsg.</summary>
    /// <param name="Resource">In network byte order.</param>
    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct NetfilterHeader(byte Family, byte Version, ushort Resource);
}
