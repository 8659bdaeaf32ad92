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
