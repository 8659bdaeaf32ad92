using EngineApi.Server.Http;
using EngineApi.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace EngineApi.Server.Tests.Http;

public sealed class VersionPrefixTests
{
    [Fact]
    public async Task A_version_above_the_maximum_is_refused_as_dockerd_does()
    {
        await using var gateway = await TestGateway.StartAsync();
        var answer = await gateway.SendAsync("GET", "/v1.99/_ping");
        answer.AssertHeadIs(Answer.Golden("version-v1.99"));
        Assert.Equal(Answer.Golden("version-v1.99").Text, answer.Text);
    }

    [Fact]
    public async Task A_version_below_the_minimum_is_refused_in_plain_text()
    {
        await using var gateway = await TestGateway.StartAsync();
        var answer = await gateway.SendAsync("GET", "/v1.12/swarm");
        Assert.Equal(400, answer.Status);
        Assert.Equal("text/plain; charset=utf-8", answer.Headers["Content-Type"]);
        Assert.Equal("nosniff", answer.Headers["X-Content-Type-Options"]);
        Assert.Equal(
            "client version 1.12 is too old. Minimum supported API version is 1.24, please upgrade your client to a newer version\n",
            answer.Text);
    }

    [Theory]
    [InlineData("GET", "/vX/info", "badversion")]
    [InlineData("GET", "/v1.44/nonesuch", "notfound")]
    [InlineData("GET", "/v1.99/nonesuch", "notfound")]
    [InlineData("GET", "/v1.44", "notfound")]
    [InlineData("PUT", "/v1.44/_ping", "notfound")]
    [InlineData("GET", "/v1.44/build", "notfound")]
    [InlineData("GET", "/containers/json/", "notfound")]
    [InlineData("GET", "/Containers/json", "notfound")]
    [InlineData("GET", "/v1.44/containers/JSON", "notfound")]
    [InlineData("GET", "/images/team/app/Json", "notfound")]
    [InlineData("GET", "/containers/json//", "notfound")]
    [InlineData("GET", "/Info", "notfound")]
    [InlineData("GET", "/_ping/", "notfound")]
    [InlineData("HEAD", "/v1.44/swarm", null)]
    public async Task What_has_no_route_is_page_not_found(string method, string path, string? golden)
    {
        await using var gateway = await TestGateway.StartAsync();
        var answer = await gateway.SendAsync(method, path);
        Assert.Equal(404, answer.Status);
        if (golden is null) return;
        answer.AssertHeadIs(Answer.Golden(golden));
        Assert.Equal(Answer.Golden(golden).Text, answer.Text);
    }

    [Theory]
    [InlineData("/test/version", "1.51")]
    [InlineData("/v1.24/test/version", "1.24")]
    [InlineData("/v1.44/test/version", "1.44")]
    public async Task Endpoints_see_the_version_asked_for(string path, string expected)
    {
        await using var gateway = await TestGateway.StartAsync(static app =>
            app.MapGet("/test/version", static (HttpContext context) => context.ApiVersion().ToString()));
        Assert.Equal(expected, (await gateway.SendAsync("GET", path)).Text);
    }

    [Fact]
    public async Task Options_answers_200_on_any_path()
    {
        await using var gateway = await TestGateway.StartAsync();
        foreach (var path in (string[])["/_ping", "/v1.44/containers/json", "/nonesuch"])
        {
            var answer = await gateway.SendAsync("OPTIONS", path);
            Assert.Equal((200, "", "0"), (answer.Status, answer.Text, answer.Headers["Content-Length"]));
        }
    }

    [Theory]
    [InlineData("1.44", 1, 44)]
    [InlineData("1", 1, 0)]
    [InlineData("1.44.7", 1, 44)]
    [InlineData("1.51.0", 1, 51)]
    [InlineData("1.51.1", 1, 52)]
    [InlineData("1.51.0.1", 1, 52)]
    [InlineData("1.", 1, 0)]
    [InlineData("99999999999.1", int.MaxValue, 1)]
    public void Odd_versions_are_read_leniently(string text, int major, int minor) =>
        Assert.Equal(new ApiVersion(major, minor), RequestedVersion.Parse(text).Version);
}
