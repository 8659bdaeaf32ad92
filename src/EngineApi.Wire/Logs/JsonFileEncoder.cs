using System.Buffers;
using System.Text;
using EngineApi.Wire.Streams;

namespace EngineApi.Wire.Logs;

/// <summary>
/// Turns the raw output of one stream into json-file lines. A line of more than 16 KiB becomes several entries, of
/// which only the last one has the newline. One timestamp serves a whole batch. Not for concurrent use.
/// </summary>
public sealed class JsonFileEncoder
{
    /// <summary>Most raw bytes of one entry.</summary>
    public const int MostBytes = 16 << 10;

    private static readonly byte[] s_head = "{\"log\":\""u8.ToArray();

    private readonly byte[] _lineEnd;
    private readonly byte[] _partEnd;
    private readonly int _timeAt;
    private int _lineEndLength;

    /// <param name="stream">Stdout or stderr.</param>
    /// <param name="attributes">A JSON object for <c>attrs</c>; empty for none.</param>
    public JsonFileEncoder(StdStream stream, string attributes = "")
    {
        var name = stream == StdStream.Stderr ? "stderr" : "stdout";
        var extra = attributes.Length == 0 ? "" : $"\"attrs\":{attributes},";
        var between = Encoding.UTF8.GetBytes($"\\n\",\"stream\":\"{name}\",{extra}\"time\":\"");
        _timeAt = between.Length;
        _lineEnd = new byte[between.Length + JsonFileTime.FixedLength + 3];
        _partEnd = new byte[_lineEnd.Length];
        between.CopyTo(_lineEnd, 0);
        Stamp(DateTimeOffset.UnixEpoch);
    }

    /// <summary>Sets the time of the entries that follow.</summary>
    public void Stamp(DateTimeOffset now)
    {
        var length = _timeAt + JsonFileTime.Format(now, _lineEnd.AsSpan(_timeAt));
        "\"}\n"u8.CopyTo(_lineEnd.AsSpan(length));
        _lineEndLength = length + 3;

        // The same without the two characters of the escaped newline.
        _lineEnd.AsSpan(2, _lineEndLength - 2).CopyTo(_partEnd);
    }

    /// <summary>
    /// Writes the complete entries of some raw bytes and returns how many of those they cover; what is left is the
    /// begin of a line, which belongs in front of the next bytes. <paramref name="final"/> writes that too. Ends early
    /// after the entry that brings the output to <paramref name="outputLimit"/> bytes.
    /// </summary>
    public int Encode(ReadOnlySpan<byte> raw, bool final, ArrayBufferWriter<byte> output, int outputLimit)
    {
        var used = 0;
        while (output.WrittenCount < outputLimit)
        {
            var rest = raw[used..];
            var window = rest[..Math.Min(rest.Length, MostBytes)];
            var newline = window.IndexOf((byte)'\n');
            if (newline >= 0)
            {
                Write(window[..newline], _lineEnd.AsSpan(0, _lineEndLength), output);
                used += newline + 1;
                continue;
            }

            if (window.Length < MostBytes && (!final || window.IsEmpty))
                break;
            if (window.Length == MostBytes)
                window = window[..^CutCharacter(window)];
            Write(window, _partEnd.AsSpan(0, _lineEndLength - 2), output);
            used += window.Length;
        }

        return used;
    }

    private static void Write(ReadOnlySpan<byte> text, ReadOnlySpan<byte> end, ArrayBufferWriter<byte> output)
    {
        var span = output.GetSpan(s_head.Length + text.Length * JsonFileText.MostBytesPerByte + end.Length);
        s_head.CopyTo(span);
        var length = s_head.Length;
        length += JsonFileText.Escape(text, span[length..]);
        end.CopyTo(span[length..]);
        output.Advance(length + end.Length);
    }

    // Bytes at the end that begin a character which the next entry completes: cut there, both halves would be lost.
    private static int CutCharacter(ReadOnlySpan<byte> window)
    {
        for (var back = 1; back <= 3; back++)
        {
            var lead = window[^back];
            if ((lead & 0xC0) == 0x80)
                continue;
            var length = lead switch { >= 0xF0 => 4, >= 0xE0 => 3, >= 0xC0 => 2, _ => 1 };
            return length > back ? back : 0;
        }

        return 0;
    }
}
