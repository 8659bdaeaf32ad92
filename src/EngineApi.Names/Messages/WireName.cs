using System.Text;

namespace EngineApi.Names.Messages;

/// <summary>A domain name as messages have it: labels of 1–63 bytes with their length before them, then 0 (RFC 1035 §3.1).</summary>
internal static class WireName
{
    /// <summary>With all lengths and the 0, in bytes.</summary>
    public const int Longest = 255;

    private const int LongestLabel = 63;

    /// <summary>Above are the two bits that make a pointer to an earlier name (RFC 1035 §4.1.4).</summary>
    private const byte PointerBits = 0xC0;

    /// <summary>Of the name at the start, in bytes; -1 if none is there. A pointer is not followed.</summary>
    /// <param name="mayPoint">Whether the name may end in a pointer.</param>
    public static int Length(ReadOnlySpan<byte> message, bool mayPoint)
    {
        for (var at = 0; at < message.Length && at < Longest;)
        {
            var length = message[at];
            if (length == 0)
                return at + 1;
            if (length >= PointerBits)
                return mayPoint && at + 1 < message.Length ? at + 2 : -1;
            if (length > LongestLabel)
                return -1;
            at += length + 1;
        }

        return -1;
    }

    /// <summary>With dots between the labels and none at the end.</summary>
    /// <param name="name">As <see cref="Length"/> measured it, without a pointer.</param>
    /// <param name="text">At least <see cref="Longest"/> long.</param>
    /// <returns>The text's length; -1 if a label has a dot in it or is not ASCII, as none of a container's name is.</returns>
    public static int ToText(ReadOnlySpan<byte> name, Span<char> text)
    {
        var written = 0;
        for (var at = 0; name[at] != 0; at += name[at] + 1)
        {
            var label = name.Slice(at + 1, name[at]);
            if (label.Contains((byte)'.') || !Ascii.IsValid(label))
                return -1;
            if (written > 0)
                text[written++] = '.';
            written += Encoding.ASCII.GetChars(label, text[written..]);
        }

        return written;
    }

    /// <summary>But for the case of ASCII letters (RFC 4343). A length is never that of a letter: it is 63 at most.</summary>
    public static bool IsSame(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other)
    {
        if (one.Length != other.Length)
            return false;
        for (var at = 0; at < one.Length; at++)
        {
            if (Lower(one[at]) != Lower(other[at]))
                return false;
        }

        return true;
    }

    /// <summary>Null if a label is empty or too long, or all are: there is no such name.</summary>
    /// <param name="text">ASCII, without a dot at the end.</param>
    public static byte[]? Of(string text)
    {
        if (text.Length + 2 > Longest || !Ascii.IsValid(text))
            return null;
        var name = new byte[text.Length + 2];
        var at = 0;
        foreach (var range in text.AsSpan().Split('.'))
        {
            var label = text.AsSpan(range);
            if (label.Length is 0 or > LongestLabel)
                return null;
            name[at++] = (byte)label.Length;
            at += Encoding.ASCII.GetBytes(label, name.AsSpan(at));
        }

        return name;
    }

    private static byte Lower(byte one) => one is >= (byte)'A' and <= (byte)'Z' ? (byte)(one | 0x20) : one;
}
