using System.Runtime.InteropServices;
using System.Text;

namespace EngineApi.Linux.Network;

/// <summary>Reads attributes one after the other: <c>foreach (var (type, value) in …)</c>.</summary>
internal ref struct NetlinkAttributes(ReadOnlySpan<byte> bytes)
{
    private const ushort TypeBits = 0x3FFF;

    private ReadOnlySpan<byte> _rest = bytes;

    public NetlinkAttribute Current { get; private set; }

    public readonly NetlinkAttributes GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_rest.Length < 4)
            return false;
        var length = MemoryMarshal.Read<ushort>(_rest);
        if (length < 4 || length > _rest.Length)
            return false;
        Current = new((ushort)(MemoryMarshal.Read<ushort>(_rest[2..]) & TypeBits), _rest[4..length]);
        _rest = _rest[Math.Min(_rest.Length, (length + 3) & ~3)..];
        return true;
    }
}

/// <summary>One attribute of a message from the kernel.</summary>
internal readonly ref struct NetlinkAttribute(ushort type, ReadOnlySpan<byte> value)
{
    public ushort Type { get; } = type;

    public ReadOnlySpan<byte> Value { get; } = value;

    public int Number => Value.Length >= 4 ? MemoryMarshal.Read<int>(Value) : 0;

    /// <summary>Up to its NUL.</summary>
    public string Text => Encoding.UTF8.GetString(Value.TrimEnd((byte)0));
}
