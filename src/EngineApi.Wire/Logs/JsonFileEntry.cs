using EngineApi.Wire.Streams;

namespace EngineApi.Wire.Logs;

/// <summary>
/// The fields of one json-file line, as slices of it:
/// <c>{"log":"…\n","stream":"stdout","attrs":{…},"time":"…"}</c>. The line has a fixed shape, so it is scanned, not parsed.
/// </summary>
public readonly ref struct JsonFileEntry
{
    private JsonFileEntry(ReadOnlySpan<byte> log, StdStream stream, ReadOnlySpan<byte> attributes, ReadOnlySpan<byte> time)
    {
        Log = log;
        Stream = stream;
        Attributes = attributes;
        Time = time;
    }

    /// <summary>Still escaped: see <see cref="JsonFileText"/>.</summary>
    public ReadOnlySpan<byte> Log { get; }

    public StdStream Stream { get; }

    /// <summary>A JSON object of strings; empty when the line has none.</summary>
    public ReadOnlySpan<byte> Attributes { get; }

    public ReadOnlySpan<byte> Time { get; }

    /// <summary>Reads a line, with or without its newline. False: it is not of the shape that the driver writes.</summary>
    public static bool TryScan(ReadOnlySpan<byte> line, out JsonFileEntry entry)
    {
        entry = default;
        if (!Skip(ref line, "{\"log\":\""u8) || !TakeString(ref line, out var log) || !Skip(ref line, ",\"stream\":\""u8))
            return false;
        StdStream stream;
        if (Skip(ref line, "stdout\","u8))
            stream = StdStream.Stdout;
        else if (Skip(ref line, "stderr\","u8))
            stream = StdStream.Stderr;
        else
            return false;
        ReadOnlySpan<byte> attributes = default;
        if (Skip(ref line, "\"attrs\":"u8) && (!TakeObject(ref line, out attributes) || !Skip(ref line, ","u8)))
            return false;
        if (!Skip(ref line, "\"time\":\""u8) || !TakeString(ref line, out var time) || !Skip(ref line, "}"u8))
            return false;
        entry = new JsonFileEntry(log, stream, attributes, time);
        return true;
    }

    private static bool Skip(scoped ref ReadOnlySpan<byte> rest, ReadOnlySpan<byte> expected)
    {
        if (!rest.StartsWith(expected))
            return false;
        rest = rest[expected.Length..];
        return true;
    }

    private static bool TakeString(scoped ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> text)
    {
        var at = 0;
        while (true)
        {
            var next = rest[at..].IndexOfAny((byte)'"', (byte)'\\');
            at += next;
            text = default;
            if (next < 0 || at >= rest.Length)
                return false;
            if (rest[at] == '"')
                break;
            at += 2;
            if (at > rest.Length)
                return false;
        }

        text = rest[..at];
        rest = rest[(at + 1)..];
        return true;
    }

    // The object holds strings only, so the first brace outside of a string ends it.
    private static bool TakeObject(scoped ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> text)
    {
        text = default;
        var inside = rest;
        while (true)
        {
            var next = inside.IndexOfAny((byte)'"', (byte)'}');
            if (next < 0)
                return false;
            var found = inside[next];
            inside = inside[(next + 1)..];
            if (found == '}')
                break;
            if (!TakeString(ref inside, out _))
                return false;
        }

        text = rest[..(rest.Length - inside.Length)];
        rest = inside;
        return true;
    }
}
