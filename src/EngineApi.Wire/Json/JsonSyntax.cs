using System.Globalization;
using System.Text;
using System.Text.Json;

namespace EngineApi.Wire.Json;

/// <summary>Finds where the first JSON value of a text ends, and words syntax errors.</summary>
internal static class JsonSyntax
{
    /// <exception cref="FormatException">The text is empty, ends too early, nests too deep or is not JSON.</exception>
    public static int FirstValueEnd(ReadOnlySpan<byte> text)
    {
        int start = text.IndexOfAnyExcept(" \t\r\n"u8);
        if (start < 0) throw new FormatException("invalid JSON: got EOF while reading request body");

        var options = new JsonReaderOptions { MaxDepth = RequestBody.MaxDepth, AllowMultipleValues = true };
        var reader = new Utf8JsonReader(text, isFinalBlock: false, new JsonReaderState(options));
        try
        {
            do
            {
                if (reader.Read()) continue;
                // Only a number can end with the text, and only at the top.
                if (reader.CurrentDepth == 0 && (text[start] == '-' || char.IsAsciiDigit((char)text[start]))) return text.Length;
                throw new FormatException("invalid JSON: unexpected EOF");
            }
            while (reader.CurrentDepth > 0 || reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray);
            return (int)reader.BytesConsumed;
        }
        catch (JsonException broken)
        {
            int offset = OffsetOf(text, broken);
            // The reader counts an opening bracket to the level outside it.
            bool tooDeep = reader.CurrentDepth >= RequestBody.MaxDepth - 1 && offset < text.Length && text[offset] is (byte)'[' or (byte)'{';
            throw new FormatException("invalid JSON: " + (tooDeep ? "exceeded max depth" : InvalidCharacter(text, offset, start)), broken);
        }
    }

    /// <summary>The byte an exception points at, counted from the start of the text.</summary>
    public static int OffsetOf(ReadOnlySpan<byte> text, JsonException error)
    {
        int offset = 0;
        for (long line = error.LineNumber ?? 0; line > 0; line--)
        {
            int newline = text[offset..].IndexOf((byte)'\n');
            if (newline < 0) break;
            offset += newline + 1;
        }
        return (int)Math.Min(offset + (error.BytePositionInLine ?? 0), text.Length);
    }

    private static string InvalidCharacter(ReadOnlySpan<byte> text, int offset, int start)
    {
        if (offset >= text.Length) return "unexpected EOF";
        Rune.DecodeFromUtf8(text[offset..], out var found, out _);
        string shown = found.Value < 0x20 ? string.Create(CultureInfo.InvariantCulture, $"\\x{found.Value:x2}") : found.ToString();
        return offset == start
            ? $"invalid character '{shown}' looking for beginning of value"
            : string.Create(CultureInfo.InvariantCulture, $"invalid character '{shown}' at offset {offset}");
    }
}
