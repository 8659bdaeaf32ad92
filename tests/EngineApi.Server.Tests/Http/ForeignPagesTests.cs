namespace EngineApi.Server.Tests.Http;

/// <summary>Over TCP, as a browser and as Docker's clients would send it; nothing of it holds on a unix socket.</summary>
public sealed class ForeignPagesTests
{
    private static Task<TestGateway> StartAsync() =>
        TestGateway.StartAsync(adjust: static options => options with { Hosts = [TestGateway.AnyTcp, .. options.Hosts] });

    private static async Task<Answer> SendAsync(TestGateway gateway, string head)
    {
        using var client = await RawClient.ConnectAsync(gateway.TcpEndpoint);
        await client.SendAsync(head + "Connection: close\r\n\r\n");
        return Answer.Parse(await client.ReadToEndAsync());
    }

    [Theory]
    [InlineData("GET /_ping HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\n")] // CLI, docker-py, dockerode, curl
    [InlineData("GET /_ping HTTP/1.1\r\nHost: localhost\r\n")]
    [InlineData("GET /_ping HTTP/1.1\r\nHost: docker\r\n")]
    [InlineData("GET /_ping HTTP/1.1\r\nHost: api.moby.localhost\r\n")]
    [InlineData("GET /_ping HTTP/1.1\r\nHost: [::1]:PORT\r\n")]
    [InlineData("GET /_ping HTTP/1.1\r\nHost:\r\n")]
    [InlineData("GET /_ping HTTP/1.0\r\n")]
    [InlineData("GET /_ping HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nOrigin: http://127.0.0.1:PORT\r\n")] // a page of our own
    public async Task Clients_are_served(string head)
    {
        await using var gateway = await StartAsync();
        var port = ((global::System.Net.IPEndPoint)gateway.TcpEndpoint).Port;
        Assert.Equal(200, (await SendAsync(gateway, head.Replace("PORT", $"{port}", StringComparison.Ordinal))).Status);
    }

    [Theory]
    [InlineData("GET /_ping HTTP/1.1\r\nHost: rebound.example.com\r\n", "the host name \"rebound.example.com\"")]
    [InlineData("POST /containers/x/stop HTTP/1.1\r\nHost: rebound.example.com:2375\r\nContent-Length: 0\r\n", "the host name \"rebound.example.com\"")]
    [InlineData("POST /containers/create HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: https://example.com\r\nContent-Length: 0\r\n", "the origin \"https://example.com\"")]
    [InlineData("POST /containers/create HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: null\r\nContent-Length: 0\r\n", "the origin \"null\"")]
    [InlineData("GET /_ping HTTP/1.1\r\nHost: 127.0.0.1:1\r\nOrigin: http://127.0.0.1:2\r\n", "the origin \"http://127.0.0.1:2\"")]
    [InlineData("GET /_ping HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: https://127.0.0.1\r\n", "the origin \"https://127.0.0.1\"")]
    [InlineData("GET /containers/x/attach/ws?stream=1 HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: http://example.com\r\nUpgrade: websocket\r\n"
        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n", "the origin \"http://example.com\"")]
    public async Task Pages_are_refused(string head, string message)
    {
        await using var gateway = await StartAsync();
        var answer = await SendAsync(gateway, head);
        Assert.Equal((403, "application/json"), (answer.Status, answer.Headers["Content-Type"]));
        Assert.StartsWith("{\"message\":\"", answer.Text, StringComparison.Ordinal);
        Assert.Contains(message, answer.Text.Replace("\\\"", "\"", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_unix_socket_is_out_of_their_reach()
    {
        await using var gateway = await StartAsync();
        using var client = await gateway.ConnectAsync();
        await client.SendAsync("GET /_ping HTTP/1.1\r\nHost: some.example.com\r\nOrigin: http://example.com\r\nConnection: close\r\n\r\n");
        Assert.Equal(200, Answer.Parse(await client.ReadToEndAsync()).Status);
    }
}
