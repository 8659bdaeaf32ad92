using System.Buffers;
using System.Text.Encodings.Web;

namespace EngineApi.Wire.Json;

/// <summary>
/// Escapes what Go's JSON encoder escapes and in its spelling (lower-case hex), so answers compare byte for byte.
/// The HTML variant also escapes <c>&lt;</c>, <c>&gt;</c> and <c>&amp;</c>.
/// </summary>
internal sealed unsafe class GoEncoder : JavaScriptEncoder
{
    public static readonly GoEncoder Plain = new(html: false);
    public static readonly GoEncoder Html = new(html: true);

    private const string Controls =
        "\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\u0008\u0009\u000a\u000b\u000c\u000d\u000e\u000f" +
        "\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f";

    private readonly SearchValues<char> _escaped;

    private GoEncoder(bool html) => _escaped = SearchValues.Create(Controls + "\"\\\u2028\u2029" + (html ? "<>&" : ""));

    public override int MaxOutputCharactersPerInputCharacter => 6;

    public override bool WillEncode(int unicodeScalar) => unicodeScalar <= char.MaxValue && _escaped.Contains((char)unicodeScalar);

    public override int FindFirstCharacterToEncode(char* text, int textLength)
    {
        var span = new ReadOnlySpan<char>(text, textLength);
        int escaped = span.IndexOfAny(_escaped);
        // A lone surrogate has no UTF-8 form: stop there, and the base class writes U+FFFD as Go does.
        int surrogate = LoneSurrogate(escaped < 0 ? span : span[..escaped]);
        return surrogate >= 0 ? surrogate : escaped;
    }

    public override bool TryEncodeUnicodeScalar(int unicodeScalar, char* buffer, int bufferLength, out int numberOfCharactersWritten)
    {
        var output = new Span<char>(buffer, bufferLength);
        char shortForm = unicodeScalar switch
        {
            '"' => '"',
            '\\' => '\\',
            '\b' => 'b',
            '\f' => 'f',
            '\n' => 'n',
            '\r' => 'r',
            '\t' => 't',
            _ => '\0',
        };
        numberOfCharactersWritten = shortForm != '\0' ? 2 : 6;
        if (output.Length < numberOfCharactersWritten)
        {
            numberOfCharactersWritten = 0;
            return false;
        }
        output[0] = '\\';
        if (shortForm != '\0')
        {
            output[1] = shortForm;
            return true;
        }
        output[1] = 'u';
        return unicodeScalar.TryFormat(output[2..], out _, "x4");
    }

    private static int LoneSurrogate(ReadOnlySpan<char> text)
    {
        for (int from = 0; ;)
        {
            int at = text[from..].IndexOfAnyInRange('\ud800', '\udfff');
            if (at < 0) return -1;
            at += from;
            if (!char.IsHighSurrogate(text[at]) || at + 1 == text.Length || !char.IsLowSurrogate(text[at + 1])) return at;
            from = at + 2;
        }
    }
}
