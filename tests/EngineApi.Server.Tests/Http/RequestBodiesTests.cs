using System.Text.Json;
using EngineApi.Containerd;
using EngineApi.Server.Compatibility;

namespace EngineApi.Server.Tests.Http;

/// <summary>Whatever a client sends to a POST route: one answer, and an end.</summary>
public sealed class RequestBodiesTests
{
    /// <summary>Uploads are streams without a limit; theirs are elsewhere. Prunes do not look at a body, and need nothing to be there; a login asks the registry.</summary>
    private static readonly string[] Others = ["/images/create", "/images/load", "/images/prune", "/containers/prune", "/networks/prune", "/volumes/prune", "/images/{name}/push", "/auth"];

    private static readonly string[] Routes =
    [
        .. ApiOperations.All.Where(static o => o is { Method: "POST", State: OperationState.Served } && !Others.Contains(o.Path))
            .Select(static o => o.Path.Replace("{id}", "x", StringComparison.Ordinal).Replace("{name}", "x", StringComparison.Ordinal)),
    ];

    /// <summary>None of these requests gets as far as containerd.</summary>
    private static Task<TestGateway> StartAsync() => TestGateway.StartAsync(part: new ContainerdClient("/nowhere.sock", "none"));

    [Fact]
    public async Task Broken_json_is_no_fault_of_ours()
    {
        await using var gateway = await StartAsync();
        foreach (var path in Routes)
        {
            foreach (var body in new[] { "{", "[[[[", "\"\\ud800\"", "nul", new string('[', 100_000), "{\"Name\":1e999999}", "\0\0\0\0" })
                AssertIsRefused(path, await gateway.PostJsonAsync(path, body));
        }
    }

    [Fact]
    public async Task A_body_without_an_end_is_left()
    {
        await using var gateway = await StartAsync();
        await Task.WhenAll(Routes.Select(path => SendForeverAsync(gateway, path)));
        Assert.Equal(200, (await gateway.SendAsync("GET", "/_ping")).Status);
    }

    private static async Task SendForeverAsync(TestGateway gateway, string path)
    {
        using var client = await gateway.ConnectAsync();
        await client.SendAsync($"POST {path} HTTP/1.1\r\nHost: d\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n");
        var sending = SendForeverAsync(client);
        var answer = await client.ReadUntilAsync("}\n");
        await Assert.ThrowsAsync<IOException>(() => sending); // the connection is closed under it
        AssertIsRefused(path, Answer.Parse(global::System.Text.Encoding.UTF8.GetBytes(answer)));
    }

    private static async Task SendForeverAsync(RawClient client)
    {
        var chunk = global::System.Text.Encoding.ASCII.GetBytes("10000\r\n" + new string(' ', 0x10000) + "\r\n");
        while (true) await client.SendAsync(chunk);
    }

    private static void AssertIsRefused(string path, Answer answer)
    {
        Assert.True(answer.Status is >= 400 and < 500, $"{path}: {answer.StatusLine} {answer.Text}");
        using var body = JsonDocument.Parse(answer.Body);
        Assert.NotEmpty(body.RootElement.GetProperty("message").GetString()!);
    }
}
