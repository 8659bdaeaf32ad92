using EngineApi.Engine.Images.Format;
using EngineApi.Engine.Images.Pull;
using Xunit;

namespace EngineApi.Engine.Tests.Images.Pull;

public class WantedPlatformTests
{
    [Theory]
    [InlineData("linux/amd64", "linux/s390x linux/amd64/v3 linux/amd64 windows/amd64", "linux/amd64")]
    [InlineData("linux/amd64", "linux/386 linux/amd64/v2", "linux/amd64/v2")]
    [InlineData("linux/amd64", "linux/arm64 linux/386", "linux/386")]
    [InlineData("linux/arm/v7", "linux/arm/v5 linux/arm/v6 linux/arm/v8", "linux/arm/v6")]
    [InlineData("linux/arm64", "linux/arm/v7 linux/arm64/v8", "linux/arm64/v8")]
    [InlineData("linux/aarch64/v8", "linux/arm64", "linux/arm64")]
    [InlineData("arm64", "linux/arm64", "linux/arm64")]
    [InlineData("linux/amd64", "linux/arm64 windows/amd64", null)]
    [InlineData("linux/arm/v6", "linux/arm/v7", null)]
    [InlineData("linux/amd64/v2", "linux/amd64/v3 linux/amd64", "linux/amd64")]
    public void The_best_of_what_there_is(string wanted, string offered, string? chosen)
    {
        var platform = WantedPlatform.Parse(wanted);
        var best = offered.Split(' ')
            .Select(text => (Text: text, Rank: platform.Rank(Read(text))))
            .Where(candidate => candidate.Rank is not null).OrderBy(candidate => candidate.Rank).Select(candidate => candidate.Text).FirstOrDefault();
        Assert.Equal(chosen, best);
    }

    [Theory]
    [InlineData("linux//v8")]
    [InlineData("a/b/c/d")]
    [InlineData("/")]
    public void A_malformed_platform_is_refused(string text) => Assert.Throws<EngineException>(() => WantedPlatform.Parse(text));

    private static OciPlatform Read(string text)
    {
        var parts = text.Split('/');
        return new(parts[1], parts[0]) { Variant = parts.ElementAtOrDefault(2) };
    }
}
