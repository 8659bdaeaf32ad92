using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace EngineApi.Wire.Logs;

/// <summary>
/// The inside of a JSON string in a json-file line, escaped as Go's encoder does: control characters, the quote, the
/// backslash, &lt;, &gt;, &amp;, U+2028 and U+2029; a byte that is not UTF-8 becomes the six characters <c>\ufffd</c>.
/// A genuine U+FFFD stays as it is, so the number of raw bytes can be told from the escaped text.
/// </summary>
public static class JsonFileText
{
    /// <summary>No byte needs more room than this when it is escaped.</summary>
    public const int MostBytesPerByte = 6;

    private static readonly byte[] s_ascii = [.. Enumerable.Range(0, 32).Select(code => (byte)code), .. "\"\\<>&"u8];
    private static readonly SearchValues<byte> s_special = SearchValues.Create([.. s_ascii, 0xE2]);
    private static readonly SearchValues<byte> s_suspect = SearchValues.Create([.. s_ascii, .. Enumerable.Range(128, 128).Select(code => (byte)code)]);

    /// <summary>Escapes into a span that has room for six times the text; returns the bytes written.</summary>
    public static int Escape(ReadOnlySpan<byte> text, Span<byte> destination)
    {
        // Valid text needs a closer look only where U+2028 and U+2029 may begin; other text at each non-ASCII byte.
        var special = Utf8.IsValid(text) ? s_special : s_suspect;
        var length = 0;
        while (true)
        {
            var plain = text.IndexOfAny(special);
            if (plain < 0)
                plain = text.Length;
            text[..plain].CopyTo(destination[length..]);
            length += plain;
            text = text[plain..];
            if (text.IsEmpty)
                return length;
            length += text[0] < 0x80
                ? EscapeAscii(text[0], destination[length..])
                : EscapeRune(text, destination[length..], out plain);
            text = text[(text[0] < 0x80 ? 1 : plain)..];
        }
    }

    /// <summary>Undoes <see cref="Escape"/> for a reader, to whom a byte that was not UTF-8 shows as U+FFFD; returns the bytes written.</summary>
    public static int Unescape(ReadOnlySpan<byte> escaped, Span<byte> destination)
    {
        var length = 0;
        while (true)
        {
            var plain = escaped.IndexOf((byte)'\\');
            if (plain < 0 || plain + 1 >= escaped.Length)
            {
                escaped.CopyTo(destination[length..]);
                return length + escaped.Length;
            }

            escaped[..plain].CopyTo(destination[length..]);
            length += plain;
            var rune = ReadEscape(escaped[plain..], out var read, out _);
            length += rune.EncodeToUtf8(destination[length..]);
            escaped = escaped[(plain + read)..];
        }
    }

    /// <summary>How many bytes were escaped to this text.</summary>
    public static int RawLength(ReadOnlySpan<byte> escaped)
    {
        var length = 0;
        while (true)
        {
            var plain = escaped.IndexOf((byte)'\\');
            if (plain < 0 || plain + 1 >= escaped.Length)
                return length + escaped.Length;
            var rune = ReadEscape(escaped[plain..], out var read, out var invalidByte);
            length += plain + (invalidByte ? 1 : rune.Utf8SequenceLength);
            escaped = escaped[(plain + read)..];
        }
    }

    private static int EscapeAscii(byte code, Span<byte> destination)
    {
        var letter = code switch
        {
            (byte)'\n' => (byte)'n',
            (byte)'\r' => (byte)'r',
            (byte)'\t' => (byte)'t',
            (byte)'"' or (byte)'\\' => code,
            _ => (byte)0,
        };
        if (letter != 0)
        {
            destination[0] = (byte)'\\';
            destination[1] = letter;
            return 2;
        }

        "\\u00"u8.CopyTo(destination);
        destination[4] = HexDigit(code >> 4);
        destination[5] = HexDigit(code & 15);
        return 6;
    }

    private static int EscapeRune(ReadOnlySpan<byte> text, Span<byte> destination, out int read)
    {
        if (Rune.DecodeFromUtf8(text, out var rune, out read) != OperationStatus.Done)
        {
            // One escape for each byte, or their number could not be told afterwards.
            read = 1;
            "\\ufffd"u8.CopyTo(destination);
            return 6;
        }

        if (rune.Value is 0x2028 or 0x2029)
        {
            "\\u202"u8.CopyTo(destination);
            destination[5] = HexDigit(rune.Value & 15);
            return 6;
        }

        text[..read].CopyTo(destination);
        return read;
    }

    private static Rune ReadEscape(ReadOnlySpan<byte> escape, out int read, out bool invalidByte)
    {
        invalidByte = false;
        read = 2;
        switch (escape[1])
        {
            case (byte)'n': return new Rune('\n');
            case (byte)'r': return new Rune('\r');
            case (byte)'t': return new Rune('\t');
            case (byte)'b': return new Rune('\b');
            case (byte)'f': return new Rune('\f');
            case (byte)'u' when TryHex(escape[2..], out var unit):
                read = 6;
                invalidByte = unit == 0xFFFD;
                if (Rune.TryCreate(unit, out var rune))
                    return rune;
                if (escape[6..].StartsWith("\\u"u8) && TryHex(escape[8..], out var low) && Rune.TryCreate(unit, low, out rune))
                {
                    read = 12;
                    return rune;
                }

                return Rune.ReplacementChar;
            default: return new Rune((char)(escape[1] & 0x7F));
        }
    }

    private static bool TryHex(ReadOnlySpan<byte> digits, out char unit)
    {
        var parsed = ushort.TryParse(digits.Length < 4 ? default : digits[..4], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value);
        unit = (char)value;
        return parsed;
    }

    private static byte HexDigit(int value) => (byte)(value < 10 ? '0' + value : 'a' + value - 10);
}
