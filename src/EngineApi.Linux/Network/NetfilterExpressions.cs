using System.Buffers.Binary;
using System.Net;

namespace EngineApi.Linux.Network;

/// <summary>The expressions that a rule of nf_tables is made of, one after the other: the first that does not hold ends it.</summary>
internal static class NetfilterExpressions
{
    private const ushort Element = 1;
    private const ushort Name = 1;
    private const ushort Data = 2;
    private const ushort Value = 1;

    private const uint Register = 1;
    private const uint OtherRegister = 2;
    private const uint NetworkHeader = 1;
    private const uint TransportHeader = 2;
    private const uint DestinationAddressAt = 16;
    private const uint DestinationPortAt = 2;
    private const uint TransportProtocol = 16; // NFT_META_L4PROTO
    private const uint Dnats = 1;

    public static NetlinkMessage MatchDestination(this NetlinkMessage rule, IPAddress address) =>
        rule.Load(NetworkHeader, DestinationAddressAt, 4).Equal(address.GetAddressBytes());

    public static NetlinkMessage MatchProtocol(this NetlinkMessage rule, byte protocol) => rule
        .Expression("meta", meta => meta.AddBigEndian(1, Register).AddBigEndian(2, TransportProtocol))
        .Equal([protocol]);

    public static NetlinkMessage MatchPort(this NetlinkMessage rule, ushort port) =>
        rule.Load(TransportHeader, DestinationPortAt, 2).Equal(BigEndian(port));

    /// <summary>The verdict: the packet and its answers are rewritten.</summary>
    public static NetlinkMessage Dnat(this NetlinkMessage rule, IPEndPoint to) => rule
        .Immediate(Register, to.Address.GetAddressBytes())
        .Immediate(OtherRegister, BigEndian((ushort)to.Port))
        .Expression("nat", nat => nat
            .AddBigEndian(1, Dnats).AddBigEndian(2, NetFamily.NetfilterIPv4).AddBigEndian(3, Register).AddBigEndian(5, OtherRegister));

    private static NetlinkMessage Immediate(this NetlinkMessage rule, uint register, byte[] value) =>
        rule.Expression("immediate", immediate => immediate.AddBigEndian(1, register).Nest(2, data => data.Add(Value, value)));

    private static NetlinkMessage Load(this NetlinkMessage rule, uint from, uint offset, uint length) => rule.Expression(
        "payload", payload => payload.AddBigEndian(1, Register).AddBigEndian(2, from).AddBigEndian(3, offset).AddBigEndian(4, length));

    private static NetlinkMessage Equal(this NetlinkMessage rule, byte[] value) =>
        rule.Expression("cmp", compare => compare.AddBigEndian(1, Register).AddBigEndian(2, 0).Nest(3, data => data.Add(Value, value)));

    private static NetlinkMessage Expression(this NetlinkMessage rule, string name, Action<NetlinkMessage> attributes) =>
        rule.Nest(Element, element => element.Add(Name, name).Nest(Data, attributes));

    private static byte[] BigEndian(ushort number)
    {
        var bytes = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, number);
        return bytes;
    }
}
