using EngineApi.Server.Compatibility;
using EngineApi.Server.Http;
using Microsoft.AspNetCore.Builder;

namespace EngineApi.Server.Tests.Http;

public sealed class SlashedNamesTests
{
    private readonly SlashedNames _names = new(ApiOperations.All);

    [Theory]
    [InlineData("GET", "/images/registry:5000/team/app/json", "/images/registry:5000%2Fteam%2Fapp/json")]
    [InlineData("POST", "/images/team/app/push", "/images/team%2Fapp/push")]
    [InlineData("DELETE", "/images/team/app", "/images/team%2Fapp")]
    [InlineData("DELETE", "/images/team/json", "/images/team%2Fjson")]
    [InlineData("GET", "/distribution/docker.io/library/busybox/json", "/distribution/docker.io%2Flibrary%2Fbusybox/json")]
    [InlineData("DELETE", "/containers/a/checkpoints", "/containers/a%2Fcheckpoints")]
    [InlineData("DELETE", "/images/a/checkpoints/b", "/images/a%2Fcheckpoints%2Fb")]
    [InlineData("GET", "/containers/a/b/attach/ws", "/containers/a%2Fb/attach/ws")]
    public void A_name_with_slashes_becomes_one_segment(string method, string path, string expected)
    {
        Assert.True(_names.TryJoin(method, path, out var joined));
        Assert.Equal(expected, joined);
    }

    [Theory]
    [InlineData("GET", "/images/busybox/json")]
    [InlineData("GET", "/images/json")]
    [InlineData("POST", "/containers/abc/start")]
    [InlineData("GET", "/containers/abc/attach/ws")]
    [InlineData("GET", "/images/a/b/nonesuch")]
    [InlineData("GET", "/_ping")]
    [InlineData("GET", "/")]
    [InlineData("POST", "/build/prune")]
    [InlineData("GET", "/images//json")]
    [InlineData("DELETE", "/containers/abc/checkpoints/cp")]
    public void Other_paths_stay(string method, string path) => Assert.False(_names.TryJoin(method, path, out _));

    [Theory]
    [InlineData("/v1.44/plugins/team/app/x/echo", "team/app/x")]
    [InlineData("/plugins/team%2Fapp/echo", "team/app")]
    [InlineData("/plugins/busybox:1.0@sha256:ab/echo", "busybox:1.0@sha256:ab")]
    public async Task Endpoints_get_the_name_with_its_slashes(string path, string expected)
    {
        var names = new SlashedNames([new("Echo", "GET", "/plugins/{name}/echo", "", OperationState.Served)]);
        await using var gateway = await TestGateway.StartAsync(
            static app => app.MapGet("/plugins/{name}/echo", static (string name) => name), part: names);
        Assert.Equal(expected, (await gateway.SendAsync("GET", path)).Text);
    }

    [Fact]
    public async Task A_literal_of_another_method_is_a_name()
    {
        await using var gateway = await TestGateway.StartAsync(static app =>
        {
            app.MapGet("/things/json", static () => "list");
            app.MapDelete("/things/{id}", static (string id) => id);
        });
        Assert.Equal("json", (await gateway.SendAsync("DELETE", "/things/json")).Text);
    }
}
