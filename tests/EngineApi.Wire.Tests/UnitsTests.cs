using Xunit;

namespace EngineApi.Wire.Tests;

public sealed class UnitsTests
{
    [Theory]
    [InlineData(0, "0B")]
    [InlineData(999, "999B")]
    [InlineData(19968, "19.97kB")]
    [InlineData(1984795, "1.985MB")]
    [InlineData(2150400, "2.15MB")]
    [InlineData(1e18, "1EB")]
    public void Sizes_are_shown_in_powers_of_1000(double bytes, string text) => Assert.Equal(text, ByteSize.Format(bytes));

    [Theory]
    [InlineData("0", 0)]
    [InlineData("32", 32)]
    [InlineData("32b", 32)]
    [InlineData("64m", 67108864)]
    [InlineData("1.5 GiB", 1610612736)]
    [InlineData("2KB", 2048)]
    public void Sizes_are_read_in_powers_of_1024(string text, long bytes) => Assert.Equal(bytes, ByteSize.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("m")]
    [InlineData("-1m")]
    [InlineData("1x")]
    [InlineData("1mbb")]
    [InlineData("9999999e")]
    public void Bad_sizes_are_quoted(string text) => Assert.Equal($"invalid size: '{text}'", Assert.Throws<FormatException>(() => ByteSize.Parse(text)).Message);

    [Theory]
    [InlineData("linux/amd64", "linux/amd64")]
    [InlineData("Linux/x86_64", "linux/amd64")]
    [InlineData("linux/aarch64/v8", "linux/arm64")]
    [InlineData("linux/arm", "linux/arm/v7")]
    [InlineData("linux/armel", "linux/arm/v6")]
    [InlineData("linux/arm/v5", "linux/arm/v5")]
    [InlineData("s390x", "linux/s390x")]
    public void Platforms_are_normalised(string text, string platform) => Assert.Equal(platform, Platform.Parse(text).ToString());

    [Fact]
    public void A_system_alone_has_the_hosts_architecture() => Assert.Equal(Platform.Host, Platform.Parse("linux"));

    [Theory]
    [InlineData("nonsense", "\"nonsense\": unknown operating system or architecture: invalid argument")]
    [InlineData("a/b/c/d", "\"a/b/c/d\": cannot parse platform specifier: invalid argument")]
    [InlineData("linux/", "\"\" is an invalid component of \"linux/\": platform specifier component must match \"^[A-Za-z0-9_.-]+$\": invalid argument")]
    public void Bad_platforms_are_quoted(string text, string message) => Assert.Equal(message, Assert.Throws<FormatException>(() => Platform.Parse(text)).Message);

    [Fact]
    public void Versions_compare_by_number()
    {
        Assert.True(ApiVersion.TryParse("1.9", out var old) && old < new ApiVersion(1, 10) && old < ApiVersion.Min);
        Assert.Equal("1.51", ApiVersion.Max.ToString());
        Assert.False(ApiVersion.TryParse("X", out _));
        Assert.False(ApiVersion.TryParse("1.-5", out _));
        Assert.False(ApiVersion.TryParse("1.2.3", out _));
    }
}
