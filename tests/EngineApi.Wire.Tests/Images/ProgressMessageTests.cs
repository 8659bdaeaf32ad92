using System.Buffers;
using System.Text;
using System.Text.Json;
using EngineApi.Wire.Images;
using Xunit;

namespace EngineApi.Wire.Tests.Images;

public sealed class ProgressMessageTests
{
    [Theory]
    [InlineData("build")]
    [InlineData("pull")]
    [InlineData("push")]
    [InlineData("load")]
    [InlineData("import")]
    public void A_recorded_stream_survives(string name)
    {
        string recorded = Golden.Text(name);
        var output = new ArrayBufferWriter<byte>();
        foreach (var line in recorded.Split("\r\n", StringSplitOptions.RemoveEmptyEntries))
            JsonSerializer.Deserialize(line, WireJson.HtmlEscaped.ProgressMessage)!.WriteTo(output);
        Assert.Equal(recorded, Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Theory]
    [InlineData("{\"errorDetail\":{\"message\":\"no\"},\"error\":\"no\"}\r\n", 0)]
    [InlineData("{\"errorDetail\":{\"code\":3,\"message\":\"no\"},\"error\":\"no\"}\r\n", 3)]
    public void A_failure_is_the_last_line(string expected, int code) => Assert.Equal(expected, Written(ProgressMessage.Failure("no", code)));

    [Fact]
    public void Programs_find_the_digest_of_a_push_and_the_id_of_a_build()
    {
        Assert.Equal(
            "{\"progressDetail\":{},\"aux\":{\"Tag\":\"1\",\"Digest\":\"sha256:ab\",\"Size\":527}}\r\n",
            Written(ProgressMessage.Pushed(new PushAux { Tag = "1", Digest = "sha256:ab", Size = 527 })));
        Assert.Equal("{\"aux\":{\"ID\":\"sha256:ab\"}}\r\n", Written(ProgressMessage.Built("sha256:ab")));
    }

    [Fact]
    public void The_bar_is_the_one_a_real_daemon_drew()
    {
        var bars = Golden.Text("push").Split("\r\n", StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonSerializer.Deserialize(line, WireJson.Default.ProgressMessage)!)
            .Where(message => message.Progress is not null).ToList();
        Assert.Equal(2, bars.Count);
        Assert.All(bars, message => Assert.Equal(message.Progress, message.ProgressDetail!.ToBar()));
        Assert.Equal("", new ProgressDetail().ToBar());
        Assert.Equal("    12kB", new ProgressDetail { Current = 12_000 }.ToBar());
    }

    private static string Written(ProgressMessage message)
    {
        var output = new ArrayBufferWriter<byte>();
        message.WriteTo(output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
