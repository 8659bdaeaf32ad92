using System.Buffers;
using System.Text;
using System.Text.Json;
using EngineApi.Wire.Logs;
using EngineApi.Wire.Streams;
using Xunit;

namespace EngineApi.Wire.Tests.Logs;

public sealed class JsonFileEncoderTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 21, 23, 10, 12, 5, TimeSpan.Zero);

    [Fact]
    public void Lines_have_dockers_shape_and_the_rest_waits()
    {
        var (lines, used) = Encode("one\ntwo <b>\nthr"u8.ToArray(), final: false);
        Assert.Equal(
            "{\"log\":\"one\\n\",\"stream\":\"stdout\",\"time\":\"2026-11-21T23:10:12.005Z\"}\n"
            + "{\"log\":\"two \\u003cb\\u003e\\n\",\"stream\":\"stdout\",\"time\":\"2026-11-21T23:10:12.005Z\"}\n",
            lines);
        Assert.Equal(12, used);
    }

    [Fact]
    public void An_unterminated_end_has_no_newline()
    {
        var (lines, used) = Encode("tail"u8.ToArray(), final: true);
        Assert.Equal("{\"log\":\"tail\",\"stream\":\"stdout\",\"time\":\"2026-11-21T23:10:12.005Z\"}\n", lines);
        Assert.Equal(4, used);
    }

    [Fact]
    public void A_long_line_becomes_entries_of_16_KiB()
    {
        var (lines, _) = Encode([.. Enumerable.Repeat((byte)'x', 40000), (byte)'\n'], final: false);
        Assert.Equal([16384, 16384, 40001 - 32768], Entries(lines).Select(log => log.Length));
        Assert.EndsWith("x\n", Entries(lines)[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_character_is_not_cut_in_two()
    {
        var text = "x" + string.Concat(Enumerable.Repeat("ü", 10000)) + "\n";
        var (lines, _) = Encode(Encoding.UTF8.GetBytes(text), final: false);
        Assert.Equal(text, string.Concat(Entries(lines)));
    }

    [Fact]
    public void Attributes_come_before_the_time()
    {
        var (lines, _) = Encode("a\n"u8.ToArray(), final: false, "{\"k\":\"v\"}");
        Assert.Equal("{\"log\":\"a\\n\",\"stream\":\"stdout\",\"attrs\":{\"k\":\"v\"},\"time\":\"2026-11-21T23:10:12.005Z\"}\n", lines);
        Assert.True(JsonFileEntry.TryScan(Encoding.UTF8.GetBytes(lines), out var entry));
        Assert.Equal("{\"k\":\"v\"}", Encoding.UTF8.GetString(entry.Attributes));
    }

    [Fact]
    public void A_limit_ends_a_batch_after_the_entry_that_reaches_it()
    {
        var encoder = new JsonFileEncoder(StdStream.Stderr);
        var output = new ArrayBufferWriter<byte>();
        Assert.Equal(2, encoder.Encode("a\nb\n"u8, final: false, output, outputLimit: 1));
    }

    [Fact]
    public void What_is_written_scans_and_sums_to_the_raw_bytes()
    {
        var random = new Random(3);
        var text = new byte[300_000];
        random.NextBytes(text);
        var (lines, used) = Encode(text, final: true);
        var bytes = Encoding.UTF8.GetBytes(lines).AsSpan();
        var raw = 0;
        foreach (var range in bytes.Split((byte)'\n'))
        {
            if (bytes[range].IsEmpty)
                continue;
            Assert.True(JsonFileEntry.TryScan(bytes[range], out var entry));
            Assert.Equal(StdStream.Stdout, entry.Stream);
            raw += JsonFileText.RawLength(entry.Log);
        }

        Assert.Equal((text.Length, text.Length), (used, raw));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"log\":\"a\\")]
    [InlineData("{\"log\":\"a\",\"stream\":\"stdin\",\"time\":\"x\"}")]
    [InlineData("{\"log\":\"a\",\"stream\":\"stdout\",\"attrs\":{\"k\":\"v\"")]
    [InlineData("{\"log\":\"a\",\"stream\":\"stdout\",\"time\":\"x\"")]
    public void A_line_of_another_shape_is_told(string line) =>
        Assert.False(JsonFileEntry.TryScan(Encoding.UTF8.GetBytes(line), out _));

    private static List<string> Entries(string lines) =>
        [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("log").GetString()!)];

    private static (string Lines, int Used) Encode(byte[] raw, bool final, string attributes = "")
    {
        var encoder = new JsonFileEncoder(StdStream.Stdout, attributes);
        encoder.Stamp(s_now);
        var output = new ArrayBufferWriter<byte>();
        var used = encoder.Encode(raw, final, output, int.MaxValue);
        return (Encoding.UTF8.GetString(output.WrittenSpan), used);
    }
}
