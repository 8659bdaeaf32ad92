using System.Buffers.Binary;

namespace EngineApi.Names.Messages;

/// <summary>A message with one question (RFC 1035 §4). It refers to the bytes that it was read from.</summary>
internal readonly ref struct Query
{
    public const int HeaderLength = 12;

    /// <summary>Of a question behind its name: type and class; in bytes.</summary>
    public const int QuestionTail = 4;

    /// <summary>Of a record behind its name: type, class, time to live and the length of its data; in bytes.</summary>
    private const int RecordTail = 10;

    private readonly ReadOnlySpan<byte> _message;

    private Query(ReadOnlySpan<byte> message, int nameLength, Edns? edns)
    {
        _message = message;
        Name = message.Slice(HeaderLength, nameLength);
        Question = message.Slice(HeaderLength, nameLength + QuestionTail);
        Type = (RecordType)BinaryPrimitives.ReadUInt16BigEndian(Question[nameLength..]);
        Class = (RecordClass)BinaryPrimitives.ReadUInt16BigEndian(Question[(nameLength + 2)..]);
        Edns = edns;
    }

    public ReadOnlySpan<byte> Header => _message[..HeaderLength];

    /// <summary>Name, type and class, as they were sent: an answer has them in the same case.</summary>
    public ReadOnlySpan<byte> Question { get; }

    /// <summary>See <see cref="WireName"/>.</summary>
    public ReadOnlySpan<byte> Name { get; }

    public RecordType Type { get; }

    public RecordClass Class { get; }

    /// <summary>Null if the client knows nothing of it.</summary>
    public Edns? Edns { get; }

    /// <summary>Reads what anybody may have sent.</summary>
    /// <param name="refusal">What to answer if it is no question that can be read; null if nothing.</param>
    public static bool TryRead(ReadOnlySpan<byte> message, out Query query, out ResponseCode? refusal)
    {
        query = default;
        refusal = null;
        // Two servers that answered each other's answers would never end.
        if (message.Length < HeaderLength || MessageFlags.IsAnswer(message))
            return false;
        refusal = MessageFlags.Operation(message) == 0 ? ResponseCode.Malformed : ResponseCode.NotImplemented;
        var nameLength = WireName.Length(message[HeaderLength..], mayPoint: false);
        if (refusal == ResponseCode.NotImplemented || Count(message, 4) != 1 || nameLength < 0)
            return false;
        var at = HeaderLength + nameLength + QuestionTail;
        if (at > message.Length || !TryReadRecords(message, at, out var edns))
            return false;
        query = new(message, nameLength, edns);
        return true;
    }

    private static bool TryReadRecords(ReadOnlySpan<byte> message, int at, out Edns? edns)
    {
        edns = null;
        // Each takes 11 bytes or more: as many as the message says, or as it is long.
        for (var left = Count(message, 6) + Count(message, 8) + Count(message, 10); left > 0; left--)
        {
            var nameLength = WireName.Length(message[at..], mayPoint: true);
            if (nameLength < 0 || message.Length - at - nameLength < RecordTail)
                return false;
            var tail = message.Slice(at + nameLength, RecordTail);
            at += nameLength + RecordTail + BinaryPrimitives.ReadUInt16BigEndian(tail[8..]);
            if (at > message.Length)
                return false;
            if ((RecordType)BinaryPrimitives.ReadUInt16BigEndian(tail) != RecordType.Options)
                continue;
            // One, and of the root (RFC 6891 §6.1.1).
            if (edns is not null || nameLength != 1)
                return false;
            edns = Messages.Edns.Of(BinaryPrimitives.ReadUInt16BigEndian(tail[2..]), BinaryPrimitives.ReadUInt32BigEndian(tail[4..]));
        }

        return true;
    }

    private static int Count(ReadOnlySpan<byte> message, int at) => BinaryPrimitives.ReadUInt16BigEndian(message[at..]);
}
