using EngineApi.Engine.Registry;
using Xunit;

namespace EngineApi.Engine.Tests.Registry;

public class AuthChallengeTests
{
    [Fact]
    public void Parameters_may_be_quoted_and_hold_commas()
    {
        var challenge = Assert.Single(AuthChallenge.Parse("""Bearer realm="https://auth.example.com/token",service="registry, the \"first\"", Scope="a:b:pull,push", error=x"""));
        Assert.True(challenge.IsBearer);
        Assert.Equal("https://auth.example.com/token", challenge["realm"]);
        Assert.Equal("registry, the \"first\"", challenge["service"]);
        Assert.Equal("a:b:pull,push", challenge["scope"]);
        Assert.Equal("x", challenge["error"]);
        Assert.Equal("", challenge["missing"]);
    }

    [Fact]
    public void One_header_may_have_several_challenges()
    {
        var challenges = AuthChallenge.Parse("""Negotiate, Basic realm="r", Bearer realm=x""");
        Assert.Equal(["Negotiate", "Basic", "Bearer"], challenges.Select(challenge => challenge.Scheme));
        Assert.Equal(["", "r", "x"], challenges.Select(challenge => challenge["realm"]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("=")]
    [InlineData("Bearer realm=\"never closed")]
    [InlineData("Bearer realm=\"\\")]
    [InlineData(", , ,")]
    public void Nonsense_ends(string header) => Assert.InRange(AuthChallenge.Parse(header).Count, 0, 1);
}
