using System.Net;
using System.Net.WebSockets;
using EngineApi.Testing;
using Xunit;

namespace EngineApi.Clients.Tests.Containers;

/// <summary><c>GET /containers/{id}/attach/ws</c>.</summary>
public class WebSocketAttachTests(EngineProcess engine)
{
    private const string All = "stream=1&stdin=1&stdout=1&stderr=1";

    private readonly DockerCli _docker = new(engine);

    [Fact]
    public async Task Text_and_binary_messages_are_input_and_output_is_raw_and_binary()
    {
        var name = Unique.Name();
        await _docker.OkAsync("create", "-i", "--name", name, BusyboxImage.Name, "sh", "-c", "read a; echo got $a; read b; echo err $b >&2; exit 4");
        using var client = await WebSocketClient.ConnectAsync(engine, name, All);
        await _docker.OkAsync("start", name);
        await client.SendAsync("one\n", WebSocketMessageType.Text);
        await client.ReadUntilAsync("got one\n");
        await client.SendAsync("two\n", WebSocketMessageType.Binary);
        Assert.Equal((WebSocketCloseStatus.NormalClosure, "got one\nerr two\n"), await client.ReadToCloseAsync());
        Assert.Equal(WebSocketMessageType.Binary, client.Received);
        Assert.Equal("4", await _docker.OkAsync("wait", name));
        await _docker.OkAsync("rm", name);
    }

    [Fact]
    public async Task Logs_come_first_and_raw()
    {
        var id = await _docker.OkAsync("run", "-d", "-i", BusyboxImage.Name, "sh", "-c", "seq 1 500; read line; seq 501 1000");
        await Eventually.BecomesTrueAsync(async () => await _docker.OkAsync("logs", "--tail", "1", id) == "500");
        using var client = await WebSocketClient.ConnectAsync(engine, id, All + "&logs=1");
        await client.SendAsync("go\n");
        Assert.Equal((WebSocketCloseStatus.NormalClosure, string.Join('\n', Enumerable.Range(1, 1000)) + "\n"), await client.ReadToCloseAsync());
        await _docker.OkAsync("rm", id);
    }

    [Fact]
    public async Task Detach_keys_on_a_terminal_end_the_connection_and_nothing_else()
    {
        var id = await _docker.OkAsync("run", "-d", "-i", "-t", BusyboxImage.Name, "cat");
        using var client = await WebSocketClient.ConnectAsync(engine, id, All + "&detachKeys=ctrl-a,x");
        await client.SendAsync("hi\n");
        await client.ReadUntilAsync("hi\r\nhi\r\n");
        await client.SendAsync("\u0001x");
        Assert.Equal(WebSocketCloseStatus.NormalClosure, (await client.ReadToCloseAsync()).Status);
        Assert.Equal("running", await _docker.InspectAsync(id, "{{.State.Status}}"));
        await _docker.OkAsync("rm", "-f", id);
    }

    [Fact]
    public async Task A_close_is_the_end_of_stdin_that_has_one_client_and_detaches()
    {
        var once = await StartAsync("cat; echo ended", "-i");
        await _docker.OkAsync("start", once);
        using (var client = await WebSocketClient.ConnectAsync(engine, once, All))
        {
            await client.SendAsync("last words\n");
            await client.CloseAsync();
        }
        Assert.Equal("0", await _docker.OkAsync("wait", once));
        Assert.Equal("last words\nended", await _docker.OkAsync("logs", once));

        var open = await _docker.OkAsync("run", "-d", "-i", BusyboxImage.Name, "cat");
        foreach (var word in new[] { "first", "second" })
        {
            using var client = await WebSocketClient.ConnectAsync(engine, open, All);
            await client.SendAsync(word + "\n");
            await client.ReadUntilAsync(word + "\n");
            await client.CloseAsync();
        }
        using (var broken = await WebSocketClient.ConnectAsync(engine, open, All))
        {
            await broken.SendAsync("third\n");
            await broken.ReadUntilAsync("third\n");
        }
        Assert.Equal("running", await _docker.InspectAsync(open, "{{.State.Status}}"));
        await _docker.OkAsync("rm", "-f", open);
        await _docker.OkAsync("rm", once);
    }

    [Fact]
    public async Task Many_clients_of_both_kinds_get_all_of_the_output()
    {
        var name = await StartAsync("read line; seq 1 20000", "-i");
        var sockets = new List<WebSocketClient>();
        var hijacked = new List<HijackClient>();
        for (var number = 0; number < 8; number++)
        {
            sockets.Add(await WebSocketClient.ConnectAsync(engine, name, number == 0 ? All : "stream=1&stdout=1"));
            hijacked.Add(await HijackClient.PostAsync(engine, $"/containers/{name}/attach?stream=1&stdout=1"));
        }
        await _docker.OkAsync("start", name);
        await sockets[0].SendAsync("go\n");
        var expected = string.Join('\n', Enumerable.Range(1, 20000)) + "\n";
        var texts = await Task.WhenAll(sockets.Select(client => client.ReadToCloseAsync()));
        Assert.All(texts, text => Assert.Equal((WebSocketCloseStatus.NormalClosure, expected), text));
        foreach (var text in await Task.WhenAll(hijacked.Select(client => client.ReadFramesAsync())))
            Assert.Equal((expected, ""), text);
        sockets.ForEach(client => client.Dispose());
        hijacked.ForEach(client => client.Dispose());
        await _docker.OkAsync("rm", name);
    }

    [Fact]
    public async Task Errors_come_before_the_handshake()
    {
        var name = await StartAsync("true", "-i");
        using var plain = await engine.Http.GetAsync(new Uri($"/containers/{name}/attach/ws", UriKind.Relative));
        Assert.Equal(HttpStatusCode.BadRequest, plain.StatusCode);
        Assert.Equal(404, await WebSocketClient.RefusalAsync(engine, "no-such-container", All));
        Assert.Equal(400, await WebSocketClient.RefusalAsync(engine, name, All + "&detachKeys=nonsense-keys"));
        await _docker.OkAsync("rm", name);
    }

    private async Task<string> StartAsync(string script, string option)
    {
        var name = Unique.Name();
        await _docker.OkAsync("create", option, "--name", name, BusyboxImage.Name, "sh", "-c", script);
        return name;
    }
}
