using EngineApi.Engine.Images.Format;
using EngineApi.Engine.Images;
using Xunit;

namespace EngineApi.Engine.Tests.Images;

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

    [Theory]
    [InlineData("linux/arm64", "linux/arm64/v8", true)]
    [InlineData("linux/arm64", "linux/arm/v7", false)]
    [InlineData("linux/amd64", "linux/386", false)]
    [InlineData("linux/amd64", "linux/x86_64/v1", true)]
    [InlineData("linux/amd64", "linux/amd64/v2", false)]
    [InlineData("linux/arm/v6", "linux/arm", true)]
    [InlineData("linux/arm/v6", "linux/arm/v7", false)]
    [InlineData("windows/amd64", "linux/amd64", false)]
    public void To_be_a_platform_is_more_than_to_serve_it(string wanted, string offered, bool itIs) =>
        Assert.Equal(itIs, WantedPlatform.Parse(wanted).Is(Read(offered)));

    [Theory]
    [InlineData("", null)]
    [InlineData(null, null)]
    [InlineData("""{"os":"linux","architecture":"aarch64","variant":"v8"}""", "linux/arm64")]
    [InlineData("""{"OS":"linux","architecture":"arm","variant":"v5"}""", "linux/arm/v5")]
    public void Parameters_have_it_as_json(string? json, string? platform) => Assert.Equal(platform, WantedPlatform.ParseJson(json)?.ToString());

    [Theory]
    [InlineData("linux/amd64", "failed to parse platform")]
    [InlineData("{}", "both OS and Architecture must be provided")]
    [InlineData("null", "both OS and Architecture must be provided")]
    [InlineData("""{"os":"linux"}""", "both OS and Architecture must be provided")]
    [InlineData("""{"variant":"v7"}""", "optional platform fields provided, but OS and Architecture are missing")]
    public void A_malformed_parameter_is_refused(string json, string message)
    {
        var error = Assert.Throws<EngineException>(() => WantedPlatform.ParseJson(json));
        Assert.Equal(ErrorKind.InvalidParameter, error.Kind);
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
    }

    private static OciPlatform Read(string text)
    {
        var parts = text.Split('/');
        return new(parts[1], parts[0]) { Variant = parts.ElementAtOrDefault(2) };
    }
}
