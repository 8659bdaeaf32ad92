using EngineApi.Engine.Stdio;
using Xunit;

namespace EngineApi.Engine.Tests.Stdio;

public sealed class JsonFileOptionsTests
{
    [Theory]
    [InlineData("10m", 10_000_000L)]
    [InlineData("1.5k", 1500L)]
    [InlineData("2GB", 2_000_000_000L)]
    [InlineData("100", 100L)]
    public void Sizes_are_decimal(string text, long bytes) =>
        Assert.Equal(bytes, JsonFileOptions.Parse(new Dictionary<string, string> { ["max-size"] = text }).MaxSize);

    [Fact]
    public void Rotated_files_may_be_packed()
    {
        Assert.True(Parse(("max-size", "1k"), ("max-file", "2"), ("compress", "true")).Compress);
        Assert.False(Parse(("max-size", "1k"), ("max-file", "2"), ("compress", "false")).Compress);
        Assert.False(Parse(("max-size", "1k"), ("max-file", "2")).Compress);
        foreach (var missing in new[] { new[] { ("max-size", "1k") }, [("max-file", "2")] })
        {
            Assert.Equal(
                "compress cannot be true when max-file is less than 2 or max-size is not set",
                Assert.Throws<EngineException>(() => Parse([.. missing, ("compress", "1")])).Message);
        }
    }

    [Fact]
    public void A_mode_is_one_that_there_is()
    {
        Assert.Equal(new JsonFileOptions(), Parse(("mode", "non-blocking"), ("max-buffer-size", "4m")));
        Assert.Equal(new JsonFileOptions(), Parse(("mode", "blocking")));
        Assert.Equal("logger: logging mode not supported: x", Assert.Throws<EngineException>(() => Parse(("mode", "x"))).Message);
        Assert.Equal(
            "logger: max-buffer-size option is only supported with 'mode=non-blocking'",
            Assert.Throws<EngineException>(() => Parse(("max-buffer-size", "4m"))).Message);
        Assert.StartsWith("error parsing option max-buffer-size: ", Assert.Throws<EngineException>(() => Parse(("mode", "non-blocking"), ("max-buffer-size", "x"))).Message, StringComparison.Ordinal);
    }

    private static JsonFileOptions Parse(params (string Name, string Value)[] options) =>
        JsonFileOptions.Parse(options.ToDictionary(option => option.Name, option => option.Value));

    [Theory]
    [InlineData("max-file", "0", "max-file cannot be less than 1")]
    [InlineData("max-size", "ten", "invalid size: 'ten'")]
    [InlineData("max-size", "-1", "invalid size: '-1'")]
    [InlineData("max-size", "", "invalid size: ''")]
    [InlineData("max-size", "0", "max-size must be a positive number")]
    [InlineData("nope", "1", "unknown log opt 'nope' for json-file log driver")]
    public void Bad_options_are_refused(string name, string value, string message) =>
        Assert.Equal(message, Assert.Throws<EngineException>(() => JsonFileOptions.Parse(new Dictionary<string, string> { [name] = value })).Message);
}
