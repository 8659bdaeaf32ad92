namespace EngineApi.Server.Tests.Http;

public sealed class PingTests
{
    [Theory]
    [InlineData("GET", "/_ping", "ping")]
    [InlineData("HEAD", "/_ping", "ping-head")]
    [InlineData("GET", "/v1.44/_ping", "ping")]
    [InlineData("HEAD", "/v1.24/_ping", "ping-head")]
    public async Task Ping_is_dockerds_but_for_the_builder(string method, string path, string golden)
    {
        await using var gateway = await TestGateway.StartAsync();
        var answer = await gateway.SendAsync(method, path);
        answer.AssertHeadIs(Answer.Golden(golden), "Builder-Version");
        Assert.Equal(Answer.Golden(golden).Text, answer.Text);
        Assert.Equal("1", answer.Headers["Builder-Version"]); // BuildKit's endpoints are not served
    }
}
