using System.Buffers.Binary;
using EngineApi.Linux.Files;

namespace EngineApi.Engine.Tar;

/// <summary>One header block of 512 bytes (POSIX.1-1988 ustar, and what GNU made of it).</summary>
internal static class TarBlock
{
    public const int Size = 512;

    public static readonly Range Name = ..100, Mode = 100..108, UserId = 108..116, GroupId = 116..124, Length = 124..136,
        Modified = 136..148, Checksum = 148..156, LinkName = 157..257, Major = 329..337, Minor = 337..345, Prefix = 345..500;

    private const int TypeAt = 156;

    public static bool IsZero(ReadOnlySpan<byte> block) => !block.ContainsAnyExcept((byte)0);

    /// <exception cref="TarFormatException">It is no header.</exception>
    public static TarEntry Read(ReadOnlySpan<byte> block)
    {
        CheckSum(block);
        var ustar = block[257..263].SequenceEqual("ustar\0"u8);
        var known = ustar || block[257..265].SequenceEqual("ustar  \0"u8);
        var name = Text(block[Name]);
        if (ustar && Text(block[Prefix]) is { Length: > 0 } prefix)
            name = prefix + "/" + name;
        // Before ustar, a directory was a file whose name ended in a slash.
        var type = block[TypeAt] == 0 ? TarType.File : (TarType)block[TypeAt];
        if (type == TarType.File && name.EndsWith('/'))
            type = TarType.Directory;
        var device = known && type is TarType.CharacterDevice or TarType.BlockDevice;
        return new TarEntry
        {
            Name = name,
            Type = type,
            Mode = (uint)(Number(block[Mode]) & 0xFFFF),
            UserId = (uint)Number(block[UserId]),
            GroupId = (uint)Number(block[GroupId]),
            Size = Number(block[Length]) is var size and >= 0 ? size : throw TarFormatException.InvalidHeader(),
            ModifiedSeconds = Number(block[Modified]),
            LinkName = Text(block[LinkName]),
            DeviceMajor = device ? (uint)Number(block[Major]) : 0,
            DeviceMinor = device ? (uint)Number(block[Minor]) : 0,
        };
    }

    /// <summary>A number in octal digits between blanks and NULs, or in GNU's base 256.</summary>
    /// <exception cref="TarFormatException">It is neither, or has more than 63 bits.</exception>
    public static long Number(ReadOnlySpan<byte> field)
    {
        if ((field[0] & 0x80) != 0)
            return Base256(field);
        field = field.Trim(" \0"u8);
        long number = 0;
        foreach (var digit in field)
        {
            if (digit is < (byte)'0' or > (byte)'7' || number > long.MaxValue >> 3)
                throw TarFormatException.InvalidHeader();
            number = number << 3 | (long)(digit - '0');
        }

        return number;
    }

    public static string Text(ReadOnlySpan<byte> field)
    {
        var end = field.IndexOf((byte)0);
        return FileName.Decode(end < 0 ? field : field[..end]);
    }

    /// <summary>Writes digits with a NUL behind them; false when there are too many.</summary>
    public static bool TryWriteOctal(Span<byte> field, long number)
    {
        var digits = field.Length - 1;
        if (number < 0 || (digits < 21 && number >> (3 * digits) != 0))
            return false;
        for (var at = digits - 1; at >= 0; at--, number >>= 3)
            field[at] = (byte)('0' + (number & 7));
        field[digits] = 0;
        return true;
    }

    public static void Finish(Span<byte> block, TarType type)
    {
        block[TypeAt] = (byte)type;
        "ustar\000"u8.CopyTo(block[257..]);
        block[Checksum].Fill((byte)' ');
        var sum = 0;
        foreach (var one in block)
            sum += one;
        TryWriteOctal(block[148..155], sum);
    }

    private static long Base256(ReadOnlySpan<byte> field)
    {
        var negative = (field[0] & 0x40) != 0;
        var digits = field[^8..];
        for (var at = 1; at < field.Length - 8; at++)
        {
            if (field[at] != (negative ? 0xFF : 0))
                throw TarFormatException.InvalidHeader();
        }

        // In a field of 8 bytes the two topmost bits are marks.
        var number = BinaryPrimitives.ReadInt64BigEndian(digits);
        return field.Length > 8 ? number : negative ? number | unchecked((long)0xC000000000000000) : number & 0x3FFFFFFFFFFFFFFF;
    }

    // Some writers summed signed bytes.
    private static void CheckSum(ReadOnlySpan<byte> block)
    {
        var expected = Number(block[Checksum]);
        long unsigned = 0, signed = 0;
        for (var at = 0; at < Size; at++)
        {
            var one = at is >= 148 and < 156 ? (byte)' ' : block[at];
            unsigned += one;
            signed += (sbyte)one;
        }

        if (expected != unsigned && expected != signed)
            throw TarFormatException.InvalidHeader();
    }
}
