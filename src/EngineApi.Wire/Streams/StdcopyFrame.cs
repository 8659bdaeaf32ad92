using System.Buffers.Binary;

namespace EngineApi.Wire.Streams;

/// <summary>
/// Header of a multiplexed stream (operation ContainerAttach): one byte stream number, three zero bytes, the length of
/// the payload as four bytes big-endian.
/// </summary>
public static class StdcopyFrame
{
    public const int HeaderSize = 8;

    public static void WriteHeader(Span<byte> destination, StdStream stream, int length)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(destination, (uint)stream);
        BinaryPrimitives.WriteInt32BigEndian(destination[4..], length);
    }

    /// <summary>False when fewer than eight bytes are there, or they are no header.</summary>
    public static bool TryReadHeader(ReadOnlySpan<byte> source, out StdStream stream, out int length)
    {
        stream = StdStream.Stdin;
        length = 0;
        if (source.Length < HeaderSize || source[0] > (byte)StdStream.SystemError || source[1..4].ContainsAnyExcept((byte)0))
            return false;
        stream = (StdStream)source[0];
        length = BinaryPrimitives.ReadInt32BigEndian(source[4..]);
        return length >= 0;
    }
}
