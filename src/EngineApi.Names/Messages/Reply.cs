using System.Buffers.Binary;
using EngineApi.Names.Table;

namespace EngineApi.Names.Messages;

/// <summary>Writes answers. What does not fit is left out, and the answer says so: the client then asks again over TCP.</summary>
internal static class Reply
{
    /// <summary>The most that is sent over TCP, in bytes (RFC 1035 §4.2.2).</summary>
    public const int TcpLimit = ushort.MaxValue;

    /// <summary>The most that is sent in a datagram, in bytes, whatever the client takes.</summary>
    private const int UdpLimit = 4096;

    /// <summary>Of a record with the question's name and no data yet, in bytes.</summary>
    private const int RecordHead = 12;

    /// <summary>In seconds, as dockerd's are.</summary>
    private const uint TimeToLive = 600;

    /// <summary>To the question's name, which is always there.</summary>
    private const ushort NamePointer = 0xC000 | Query.HeaderLength;

    /// <summary>Of the answer to a query over UDP, in bytes.</summary>
    public static int LimitOverUdp(in Query query) => Math.Min(query.Edns?.UdpSize ?? Edns.LeastUdpSize, UdpLimit);

    /// <summary>To what cannot be read, but for its header.</summary>
    public static byte[] ToHeader(ReadOnlySpan<byte> message, ResponseCode code)
    {
        var answer = new byte[Query.HeaderLength];
        message[..2].CopyTo(answer);
        MessageFlags.Write(answer, message, code, isTruncated: false);
        return answer;
    }

    /// <summary>Without a record. <see cref="ResponseCode.Success"/> says that the name is there and has nothing of the type.</summary>
    public static byte[] Without(in Query query, ResponseCode code = ResponseCode.Success) =>
        Begin(query, code, dataLength: 0, records: 0, isTruncated: false, out _);

    /// <summary>A PTR record.</summary>
    /// <param name="target">See <see cref="WireName"/>.</param>
    /// <param name="limit">Of the answer, in bytes, 512 or more.</param>
    public static byte[] Pointer(in Query query, ReadOnlySpan<byte> target, int limit)
    {
        var length = RecordHead + target.Length;
        if (length > Room(query, limit))
            return Begin(query, ResponseCode.Success, dataLength: 0, records: 0, isTruncated: true, out _);
        var answer = Begin(query, ResponseCode.Success, length, records: 1, isTruncated: false, out var at);
        WriteRecord(answer.AsSpan(at), RecordType.Pointer, target);
        return answer;
    }

    /// <summary>A and AAAA records, as the question asks for them: in an order of their own each time, so that clients spread.</summary>
    /// <param name="limit">Of the answer, in bytes, 512 or more.</param>
    public static byte[] Addresses(in Query query, NameAddresses found, int limit)
    {
        var room = Room(query, limit);
        var wanted4 = query.Type is RecordType.Address or RecordType.Any ? found.IPv4.Length : 0;
        var wanted6 = query.Type is RecordType.AddressIPv6 or RecordType.Any ? found.IPv6.Length : 0;
        var count4 = Math.Min(wanted4, room / (RecordHead + 4));
        var count6 = Math.Min(wanted6, (room - (count4 * (RecordHead + 4))) / (RecordHead + 16));
        var length = (count4 * (RecordHead + 4)) + (count6 * (RecordHead + 16));
        var answer = Begin(query, ResponseCode.Success, length, count4 + count6, count4 < wanted4 || count6 < wanted6, out var at);
        var end = WriteRecords(answer.AsSpan(at), RecordType.Address, found.IPv4, count4);
        WriteRecords(answer.AsSpan(at + end), RecordType.AddressIPv6, found.IPv6, count6);
        return answer;
    }

    private static int Room(in Query query, int limit) =>
        limit - Query.HeaderLength - query.Question.Length - (query.Edns is null ? 0 : Edns.Length);

    /// <summary>All but the records, for which it leaves place.</summary>
    private static byte[] Begin(in Query query, ResponseCode code, int dataLength, int records, bool isTruncated, out int at)
    {
        at = Query.HeaderLength + query.Question.Length;
        var answer = new byte[at + dataLength + (query.Edns is null ? 0 : Edns.Length)];
        query.Header[..2].CopyTo(answer);
        MessageFlags.Write(answer, query.Header, code, isTruncated);
        BinaryPrimitives.WriteUInt16BigEndian(answer.AsSpan(4), 1);
        BinaryPrimitives.WriteUInt16BigEndian(answer.AsSpan(6), (ushort)records);
        query.Question.CopyTo(answer.AsSpan(Query.HeaderLength));
        if (query.Edns is not { } edns)
            return answer;
        BinaryPrimitives.WriteUInt16BigEndian(answer.AsSpan(10), 1);
        // Of the root, which is the 0 before the type.
        var options = answer.AsSpan(at + dataLength + 1);
        BinaryPrimitives.WriteUInt16BigEndian(options, (ushort)RecordType.Options);
        BinaryPrimitives.WriteUInt16BigEndian(options[2..], UdpLimit);
        options[4] = (byte)((int)code >> 4);
        options[6] = (byte)(edns.IsSecure ? 0x80 : 0);
        return answer;
    }

    private static int WriteRecords(Span<byte> to, RecordType type, byte[][] addresses, int count)
    {
        if (count == 0)
            return 0;
        Span<byte[]> order = [.. addresses];
        if (order.Length > 1)
            Random.Shared.Shuffle(order);
        var at = 0;
        foreach (var address in order[..count])
            at += WriteRecord(to[at..], type, address);
        return at;
    }

    private static int WriteRecord(Span<byte> to, RecordType type, ReadOnlySpan<byte> data)
    {
        BinaryPrimitives.WriteUInt16BigEndian(to, NamePointer);
        BinaryPrimitives.WriteUInt16BigEndian(to[2..], (ushort)type);
        BinaryPrimitives.WriteUInt16BigEndian(to[4..], (ushort)RecordClass.Internet);
        BinaryPrimitives.WriteUInt32BigEndian(to[6..], TimeToLive);
        BinaryPrimitives.WriteUInt16BigEndian(to[10..], (ushort)data.Length);
        data.CopyTo(to[RecordHead..]);
        return RecordHead + data.Length;
    }
}
