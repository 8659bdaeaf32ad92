using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace EngineApi.Server.Tests;

/// <summary>An HTTP answer as it came over the wire, or as it was recorded from dockerd.</summary>
internal sealed record Answer(string StatusLine, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    private static readonly byte[] Blank = "\r\n\r\n"u8.ToArray();

    public int Status => int.Parse(StatusLine.Split(' ')[1], CultureInfo.InvariantCulture);

    public string Text => Encoding.UTF8.GetString(Body);

    /// <summary>Reads <c>golden/NAME.txt</c>: a note on the first line, then the answer.</summary>
    public static Answer Golden(string name)
    {
        var file = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "golden", name + ".txt"));
        return Parse(file.AsSpan(file.AsSpan().IndexOf((byte)'\n') + 1), isUnchunked: true);
    }

    /// <param name="isUnchunked">The recorded answers have their chunking undone, but keep the header.</param>
    public static Answer Parse(ReadOnlySpan<byte> bytes, bool isUnchunked = false)
    {
        var end = bytes.IndexOf(Blank);
        Assert.True(end >= 0, "no head in: " + Encoding.UTF8.GetString(bytes));
        var lines = Encoding.ASCII.GetString(bytes[..end]).Split("\r\n");
        var headers = lines.Skip(1).ToDictionary(
            static line => line[..line.IndexOf(':', StringComparison.Ordinal)],
            static line => line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim(),
            StringComparer.OrdinalIgnoreCase);
        var body = bytes[(end + Blank.Length)..];
        var chunked = !isUnchunked && headers.GetValueOrDefault("Transfer-Encoding") is "chunked";
        return new(lines[0], headers, chunked ? Unchunk(body) : body.ToArray());
    }

    private static byte[] Unchunk(ReadOnlySpan<byte> chunks)
    {
        var body = new List<byte>();
        while (true)
        {
            var line = chunks.IndexOf("\r\n"u8);
            Assert.True(line >= 0, "the answer was cut after: " + Encoding.UTF8.GetString(CollectionsMarshal.AsSpan(body)));
            var length = int.Parse(chunks[..line], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (length == 0) return [.. body];
            body.AddRange(chunks.Slice(line + 2, length));
            chunks = chunks[(line + 2 + length + 2)..];
        }
    }

    /// <summary>
    /// Status line and set of headers are the recorded ones; of the values only those differ that must: date, version, length
    /// of a body that differs, and what <paramref name="except"/> names.
    /// </summary>
    public void AssertHeadIs(Answer golden, params string[] except)
    {
        Assert.Equal(golden.StatusLine, StatusLine);
        Assert.Equal(golden.Headers.Keys.Order(StringComparer.Ordinal), Headers.Keys.Order(StringComparer.Ordinal));
        string[] free = ["Date", "Server", .. except];
        foreach (var (name, value) in golden.Headers)
        {
            if (free.Contains(name, StringComparer.OrdinalIgnoreCase)) continue;
            if (name is "Content-Length" && Text != golden.Text) continue;
            Assert.Equal((name, value), (name, Headers[name]));
        }
    }
}
