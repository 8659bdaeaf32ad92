using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using EngineApi.Engine.Events;
using EngineApi.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace EngineApi.Server.Tests.Conformance;

/// <summary>Clients that go away in the middle: at every few bytes of a request, and while they are being answered.</summary>
public sealed class DisconnectTests(ConformanceEngine engine) : IClassFixture<ConformanceEngine>
{
    private const string Json = "Content-Type: application/json\r\n";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static string Request(string method, string path, string headers = "", string body = "") =>
        $"{method} {path} HTTP/1.1\r\nHost: docker\r\n{headers}Content-Length: {body.Length}\r\n\r\n{body}";

    [Fact]
    public async Task Half_a_request_leaves_nothing()
    {
        engine.MustRun();
        var before = await ObserveAsync();
        string[] requests =
        [
            Request("POST", "/v1.44/containers/create?name=half", Json, """{"Image":"busybox","Cmd":["true"]}"""),
            Request("POST", "/v1.44/containers/create?name=half", Json + "Transfer-Encoding: chunked\r\n").Replace("Content-Length: 0\r\n", "", StringComparison.Ordinal)
                + "20\r\n{\"Image\":\"busybox\"}                  ",
            Request("POST", "/v1.44/images/load", "Content-Type: application/x-tar\r\n", new string('x', 300)),
            Request("POST", "/v1.44/images/create?fromSrc=-&repo=half", "", new string('\0', 300)),
        ];
        foreach (var request in requests)
        {
            for (var length = 1; length < request.Length; length += 11)
                await SendAndLeaveAsync(request[..length], reset: length % 2 == 0);
        }
        Assert.Equal(before.Containers, await NamesAsync());
        await BecomesAsync(before);
    }

    [Fact]
    public async Task Leaving_while_being_answered_leaves_the_container_alone()
    {
        engine.MustRun();
        Assert.Equal(201, (await engine.PostAsync("/containers/create?name=on", """{"Image":"busybox","OpenStdin":true,"Cmd":["sh","-c","while :; do echo tick; sleep 0.02; done"]}""")).Status);
        Assert.Equal(204, (await engine.SendAsync("POST", "/containers/on/start")).Status);
        var before = await ObserveAsync();
        const string Upgrade = "Connection: Upgrade\r\nUpgrade: tcp\r\n";
        string[] requests =
        [
            Request("GET", "/containers/on/json"),
            Request("GET", "/containers/json?all=1&size=1"),
            Request("GET", "/containers/on/top"),
            Request("GET", "/containers/on/logs?stdout=1&follow=1"),
            Request("GET", "/events?since=1"),
            Request("POST", "/containers/on/wait?condition=next-exit"),
            Request("POST", "/containers/on/wait?condition=removed"),
            Request("POST", "/containers/on/attach?stream=1&stdin=1&stdout=1&stderr=1", Upgrade),
            Request("POST", "/containers/on/attach?stream=1&logs=1&stdout=1"),
        ];
        foreach (var request in requests)
        {
            // Gone before the first byte of the answer, after some of its head, and after some of its body.
            foreach (var bytes in new[] { 0, 1, 40, 250 })
            {
                foreach (var reset in new[] { false, true })
                    await SendAndLeaveAsync(request, reset, bytes);
            }
        }
        await BecomesAsync(before);
        using var state = JsonDocument.Parse((await engine.SendAsync("GET", "/containers/on/json")).Body);
        Assert.True(state.RootElement.GetProperty("State").GetProperty("Running").GetBoolean());
        Assert.Equal(204, (await engine.SendAsync("DELETE", "/containers/on?force=1")).Status);
    }

    [Fact]
    public async Task Leaving_an_exec_ends_only_the_connection()
    {
        engine.MustRun();
        Assert.Equal(201, (await engine.PostAsync("/containers/create?name=ex", """{"Image":"busybox","Cmd":["sleep","300"]}""")).Status);
        Assert.Equal(204, (await engine.SendAsync("POST", "/containers/ex/start")).Status);
        var before = await ObserveAsync();
        for (var round = 0; round < 8; round++)
        {
            using var created = JsonDocument.Parse((await engine.PostAsync("/containers/ex/exec", """{"AttachStdin":true,"AttachStdout":true,"Cmd":["cat"]}""")).Body);
            var id = created.RootElement.GetProperty("Id").GetString();
            var request = Request("POST", $"/exec/{id}/start", Json + "Connection: Upgrade\r\nUpgrade: tcp\r\n", """{"Detach":false}""");
            await SendAndLeaveAsync(round < 4 ? request[..(request.Length - 1 - round)] : request, reset: round % 2 == 0, readBytes: round < 4 ? 0 : round * 10);
        }
        // A cat whose client is gone has read its end of file, or goes with its container.
        Assert.Equal(204, (await engine.SendAsync("DELETE", "/containers/ex?force=1")).Status);
        await BecomesAsync(before with { Containers = await NamesAsync() });
    }

    [Fact]
    public async Task Creates_whose_client_left_are_whole_or_not_there()
    {
        engine.MustRun();
        var before = await ObserveAsync();
        for (var i = 0; i < 12; i++)
            await SendAndLeaveAsync(Request("POST", $"/containers/create?name=whole{i}", Json, """{"Image":"busybox","Cmd":["true"]}"""), reset: i % 2 == 0);
        // Those still waiting to be accepted, or on their way from there, come a moment later and count as connections only then.
        var calm = 0;
        await Eventually.BecomesTrueAsync(async () =>
        {
            foreach (var name in await NamesAsync())
            {
                Assert.Equal(200, (await engine.SendAsync("GET", $"/containers{name}/json")).Status);
                Assert.Equal(204, (await engine.SendAsync("DELETE", $"/containers{name}?force=1")).Status);
            }
            // The connections of the questions above need a moment to go.
            calm = (await LeftBehind.FindAsync(engine.Containerd)).Count == 0 && Connections() == 0 ? calm + 1 : 0;
            return calm == 10;
        });
        await BecomesAsync(before with { Containers = [] });
    }

    private async Task SendAndLeaveAsync(string request, bool reset, int readBytes = 0)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(engine.Endpoint, Token);
        if (reset)
            socket.LingerState = new(enable: true, seconds: 0);
        await socket.SendAsync(Encoding.ASCII.GetBytes(request), Token);
        var buffer = new byte[1024];
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(TimeSpan.FromSeconds(2)); // an answer may be shorter, and the connection stay open
        try
        {
            for (var read = 0; read < readBytes;)
            {
                var count = await socket.ReceiveAsync(buffer.AsMemory(0, readBytes - read), patience.Token);
                if (count == 0)
                    return;
                read += count;
            }
        }
        catch (OperationCanceledException) when (!Token.IsCancellationRequested)
        {
            // That was all of it.
        }
    }

    private sealed record Observed(string[] Containers, int Watchers);

    private async Task<Observed> ObserveAsync() => new(await NamesAsync(), engine.Parts.GetRequiredService<EventBus>().SubscriptionCount);

    private async Task BecomesAsync(Observed before)
    {
        await Eventually.BecomesTrueAsync(() => Connections() == 0);
        await Eventually.BecomesTrueAsync(() => engine.Parts.GetRequiredService<EventBus>().SubscriptionCount == before.Watchers);
        Assert.Equal(before.Containers, await NamesAsync());
    }

    private int Connections() => engine.Parts.GetRequiredService<EngineApi.Server.Hijack.LiveConnections>().Count;

    private async Task<string[]> NamesAsync()
    {
        using var list = JsonDocument.Parse((await engine.SendAsync("GET", "/containers/json?all=1")).Body);
        return [.. list.RootElement.EnumerateArray().Select(static c => c.GetProperty("Names")[0].GetString()!).Order(StringComparer.Ordinal)];
    }
}
