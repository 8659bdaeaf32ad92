using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace EngineApi.Linux.Network;

/// <summary>One request to the kernel, as it is written: header, the family's own header, attributes (netlink(7), rtnetlink(7)).</summary>
internal sealed class NetlinkMessage
{
    public const int HeaderLength = 16;

    private const ushort IsNested = 0x8000;
    private const int SequenceAt = 8;

    private byte[] _bytes = new byte[256];
    private int _length = HeaderLength;

    /// <param name="type">RTM_…</param>
    /// <param name="flags">NLM_F_…</param>
    public NetlinkMessage(ushort type, NetlinkFlags flags)
    {
        Write(4, type);
        Write(6, (ushort)flags);
    }

    /// <summary>The family's header, right behind the message's.</summary>
    public NetlinkMessage Header<T>(T header) where T : unmanaged
    {
        MemoryMarshal.Write(Take(Marshal.SizeOf<T>()), in header);
        return this;
    }

    public NetlinkMessage Add(ushort type, ReadOnlySpan<byte> value)
    {
        var at = _length;
        value.CopyTo(Take(4 + value.Length)[4..]);
        Write(at, (ushort)(4 + value.Length));
        Write(at + 2, type);
        return this;
    }

    public NetlinkMessage Add(ushort type, uint value) => Add(type, MemoryMarshal.AsBytes(new ReadOnlySpan<uint>(in value)));

    public NetlinkMessage AddShort(ushort type, ushort value) => Add(type, MemoryMarshal.AsBytes(new ReadOnlySpan<ushort>(in value)));

    /// <summary>In network byte order, which nfnetlink has its numbers in.</summary>
    public NetlinkMessage AddBigEndian(ushort type, uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return Add(type, bytes);
    }

    /// <summary>With the NUL at its end that the kernel wants.</summary>
    public NetlinkMessage Add(ushort type, string text) => Add(type, Encoding.UTF8.GetBytes(text + '\0'));

    /// <summary>An attribute that contains others.</summary>
    public NetlinkMessage Nest(ushort type, Action<NetlinkMessage> inside)
    {
        var at = _length;
        Take(4);
        inside(this);
        Write(at, (ushort)(_length - at));
        Write(at + 2, (ushort)(type | IsNested));
        return this;
    }

    /// <summary>Complete, to be sent.</summary>
    public ReadOnlySpan<byte> Finish(uint sequence)
    {
        MemoryMarshal.Write(_bytes, _length);
        MemoryMarshal.Write(_bytes.AsSpan(SequenceAt), in sequence);
        return _bytes.AsSpan(0, _length);
    }

    /// <summary>Room for so many bytes; whatever follows starts at a multiple of four.</summary>
    private Span<byte> Take(int count)
    {
        var at = _length;
        _length += (count + 3) & ~3;
        if (_length > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(_length, _bytes.Length * 2));
        return _bytes.AsSpan(at, count);
    }

    private void Write(int at, ushort value)
    {
        if (BitConverter.IsLittleEndian)
            BinaryPrimitives.WriteUInt16LittleEndian(_bytes.AsSpan(at), value);
        else
            BinaryPrimitives.WriteUInt16BigEndian(_bytes.AsSpan(at), value);
    }
}
