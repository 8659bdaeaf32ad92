using System.Text;
using System.Text.Json;
using EngineApi.Wire.Logs;
using EngineApi.Wire.Streams;

namespace EngineApi.Engine.Stdio;

/// <summary>Turns the lines of a log into what a client reads: selected, prefixed, framed. Collects them in a buffer.</summary>
internal sealed class LogFormatter(LogReadOptions options)
{
    /// <summary>A buffer with this much in it is worth sending.</summary>
    public const int Enough = 64 << 10;

    private readonly long _since = options.SinceNanoseconds;
    private readonly long _until = options.UntilNanoseconds;
    private byte[] _buffer = GC.AllocateUninitializedArray<byte>(Enough * 2);
    private int _length;

    public ReadOnlyMemory<byte> Written => _buffer.AsMemory(0, _length);

    public void Clear() => _length = 0;

    /// <summary>Takes a line of the log. False: it is later than what was asked for, and all that follow are.</summary>
    public bool Add(ReadOnlySpan<byte> line)
    {
        if (!JsonFileEntry.TryScan(line, out var entry))
            return true;
        if (options.HasTimeLimits && JsonFileTime.TryParse(entry.Time, out var time))
        {
            if (time > _until)
                return false;
            if (time < _since)
                return true;
        }

        if (entry.Stream == StdStream.Stderr ? options.Stderr : options.Stdout)
            Format(entry);
        return true;
    }

    private void Format(in JsonFileEntry entry)
    {
        var details = options.Details ? FormatDetails(entry.Attributes) : [];
        var most = StdcopyFrame.HeaderSize + JsonFileTime.FixedLength + 1 + details.Length + entry.Log.Length;
        if (_buffer.Length - _length < most)
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + most));
        var frame = _buffer.AsSpan(_length);
        var header = options.Tty ? 0 : StdcopyFrame.HeaderSize;
        var at = header;
        if (options.Timestamps && JsonFileTime.TryWriteFixed(entry.Time, frame[at..]))
        {
            at += JsonFileTime.FixedLength;
            frame[at++] = (byte)' ';
        }

        details.CopyTo(frame[at..]);
        at += details.Length;
        at += JsonFileText.Unescape(entry.Log, frame[at..]);
        if (header > 0)
            StdcopyFrame.WriteHeader(frame, entry.Stream, at - header);
        _length += at;
    }

    // Keys in order, both sides escaped as in a query, and a space even when there are none.
    private static byte[] FormatDetails(ReadOnlySpan<byte> attributes)
    {
        if (attributes.IsEmpty)
            return " "u8.ToArray();
        var reader = new Utf8JsonReader(attributes);
        using var document = JsonDocument.ParseValue(ref reader);
        var pairs = document.RootElement.EnumerateObject()
            .OrderBy(pair => pair.Name, StringComparer.Ordinal)
            .Select(pair => $"{Escape(pair.Name)}={Escape(pair.Value.ToString())}");
        return Encoding.UTF8.GetBytes(string.Join(',', pairs) + " ");
    }

    private static string Escape(string text) => Uri.EscapeDataString(text).Replace("%20", "+", StringComparison.Ordinal);
}
