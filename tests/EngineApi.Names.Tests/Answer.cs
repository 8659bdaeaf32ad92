using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Text;

namespace EngineApi.Names.Tests;

/// <summary>An answer as a client reads it. What does not add up throws.</summary>
internal sealed class Answer
{
    private readonly byte[] _message;

    public Answer(ReadOnlyMemory<byte> message)
    {
        _message = message.ToArray();
        var at = 12;
        for (var left = Number(4); left > 0; left--)
            (Name, at) = (ReadName(ref at), at + 4);
        for (var left = Number(6) + Number(8) + Number(10); left > 0; left--)
            Records.Add(ReadRecord(ref at));
        if (at != _message.Length)
            throw new FormatException($"{_message.Length - at} bytes behind the end");
    }

    public int Length => _message.Length;

    public int Id => Number(0);

    public bool IsAnswer => (_message[2] & 0x80) != 0;

    public bool IsTruncated => (_message[2] & 0x02) != 0;

    public bool WantsRecursion => (_message[2] & 0x01) != 0;

    public bool HasRecursion => (_message[3] & 0x80) != 0;

    /// <summary>With the upper bits from the OPT record.</summary>
    public int Code => (_message[3] & 0x0F) | (Options is { } options ? (int)(options.TimeToLive >> 24) << 4 : 0);

    public int Questions => Number(4);

    /// <summary>That the question was for.</summary>
    public string Name { get; } = "";

    public List<Record> Records { get; } = [];

    public Record? Options => Records.SingleOrDefault(record => record.Type == 41);

    /// <summary>Addresses and names.</summary>
    public IEnumerable<string> Data => Records.Where(record => record.Type != 41).Select(record => record.Data);

    private Record ReadRecord(ref int at)
    {
        var name = ReadName(ref at);
        var (type, recordClass, length) = (Number(at), Number(at + 2), Number(at + 8));
        var timeToLive = BinaryPrimitives.ReadUInt32BigEndian(_message.AsSpan(at + 4));
        at += 10;
        var start = at;
        at += length;
        var data = type switch
        {
            1 when length == 4 => new IPAddress(_message.AsSpan(start, length)).ToString(),
            28 when length == 16 => new IPAddress(_message.AsSpan(start, length)).ToString(),
            12 => ReadName(ref start),
            41 => length.ToString(CultureInfo.InvariantCulture),
            _ => throw new FormatException($"a record of type {type} with {length} bytes"),
        };
        return new(name, type, recordClass, timeToLive, data);
    }

    private string ReadName(ref int at)
    {
        var name = new StringBuilder();
        while (_message[at] is not 0 and < 0xC0)
        {
            name.Append(Encoding.Latin1.GetString(_message, at + 1, _message[at])).Append('.');
            at += _message[at] + 1;
        }

        if (_message[at++] == 0)
            return name.ToString();
        int target = _message[at++];
        return name + ReadName(ref target);
    }

    private int Number(int at) => BinaryPrimitives.ReadUInt16BigEndian(_message.AsSpan(at));

    internal sealed record Record(string Name, int Type, int Class, uint TimeToLive, string Data);
}
