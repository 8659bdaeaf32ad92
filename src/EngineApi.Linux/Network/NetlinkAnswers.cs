using System.Runtime.InteropServices;

namespace EngineApi.Linux.Network;

/// <summary>Reads the messages of one datagram of the kernel's one after the other: <c>foreach (var answer in …)</c>.</summary>
internal struct NetlinkAnswers(ReadOnlyMemory<byte> bytes)
{
    private ReadOnlyMemory<byte> _rest = bytes;

    public NetlinkAnswer Current { get; private set; }

    public readonly NetlinkAnswers GetEnumerator() => this;

    public bool MoveNext()
    {
        var header = _rest.Span;
        if (header.Length < NetlinkMessage.HeaderLength)
            return false;
        var length = MemoryMarshal.Read<int>(header);
        if (length < NetlinkMessage.HeaderLength || length > header.Length)
            return false;
        Current = new(MemoryMarshal.Read<ushort>(header[4..]), MemoryMarshal.Read<uint>(header[8..]), _rest[NetlinkMessage.HeaderLength..length]);
        _rest = _rest[Math.Min(_rest.Length, (length + 3) & ~3)..];
        return true;
    }
}

/// <summary>One message of the kernel's.</summary>
/// <param name="Sequence">Of the request that it answers.</param>
internal readonly record struct NetlinkAnswer(ushort Type, uint Sequence, ReadOnlyMemory<byte> Payload)
{
    private const ushort Error = 2;
    private const ushort Done = 3;

    /// <summary>Nothing follows for this request.</summary>
    public bool IsLast => Type is Error or Done;

    /// <summary>Of the last one: 0 if the request was carried out.</summary>
    public int ErrorNumber => Payload.Length >= 4 ? -MemoryMarshal.Read<int>(Payload.Span) : 0;
}
