using System.Text;
using EngineApi.Wire.Logs;
using Xunit;

namespace EngineApi.Wire.Tests.Logs;

public sealed class JsonFileTextTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a\"b\\c", "a\\\"b\\\\c")]
    [InlineData("tab\tcr\rnl\n", "tab\\tcr\\rnl\\n")]
    [InlineData("\u0001\u001b[0m", "\\u0001\\u001b[0m")]
    [InlineData("<a href>&", "\\u003ca href\\u003e\\u0026")]
    [InlineData("x\u2028y\u2029z", "x\\u2028y\\u2029z")]
    [InlineData("â‚ €ü😀", "â‚ €ü😀")]
    [InlineData("\ufffd", "\ufffd")]
    [InlineData("\u007f", "\u007f")]
    public void Escapes_as_Go_does(string text, string escaped)
    {
        Assert.Equal(escaped, Encoding.UTF8.GetString(Escape(Encoding.UTF8.GetBytes(text))));
        Assert.Equal(text, Encoding.UTF8.GetString(Unescape(Encoding.UTF8.GetBytes(escaped))));
        Assert.Equal(Encoding.UTF8.GetByteCount(text), JsonFileText.RawLength(Encoding.UTF8.GetBytes(escaped)));
    }

    [Fact]
    public void Each_byte_that_is_not_utf8_is_one_escape()
    {
        byte[] text = [(byte)'a', 0xff, 0xe2, 0x80, (byte)'b', 0xef, 0xbf, 0xbd];
        Assert.Equal("a\\ufffd\\ufffd\\ufffdb\ufffd", Encoding.UTF8.GetString(Escape(text)));
        Assert.Equal(text.Length, JsonFileText.RawLength(Escape(text)));
    }

    [Theory]
    [InlineData("\\ud83d\\ude00", 4, "😀")]
    [InlineData("\\b\\f\\/", 3, "\b\f/")]
    public void Reads_escapes_of_other_writers(string escaped, int length, string text)
    {
        Assert.Equal(length, JsonFileText.RawLength(Encoding.UTF8.GetBytes(escaped)));
        Assert.Equal(text, Encoding.UTF8.GetString(Unescape(Encoding.UTF8.GetBytes(escaped))));
    }

    [Fact]
    public void Raw_length_is_told_for_any_bytes()
    {
        var random = new Random(7);
        for (var round = 0; round < 2000; round++)
        {
            var text = new byte[random.Next(60)];
            random.NextBytes(text);
            Assert.Equal(text.Length, JsonFileText.RawLength(Escape(text)));
        }
    }

    private static byte[] Escape(byte[] text)
    {
        var escaped = new byte[text.Length * JsonFileText.MostBytesPerByte];
        return escaped[..JsonFileText.Escape(text, escaped)];
    }

    private static byte[] Unescape(byte[] escaped)
    {
        var text = new byte[escaped.Length];
        return text[..JsonFileText.Unescape(escaped, text)];
    }
}
