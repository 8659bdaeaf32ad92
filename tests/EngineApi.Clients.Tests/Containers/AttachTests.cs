using EngineApi.Testing;
using Xunit;

namespace EngineApi.Clients.Tests.Containers;

/// <summary><c>docker attach</c>, and what only a raw connection shows of it.</summary>
public class AttachTests(EngineProcess engine)
{
    private readonly DockerCli _docker = new(engine);

    [Fact]
    public async Task Every_client_gets_all_of_the_output()
    {
        var name = Unique.Name();
        await _docker.OkAsync("create", "-i", "--name", name, BusyboxImage.Name, "sh", "-c", "read line; seq 1 20000; echo $line >&2; exit 9");
        var clients = new List<HijackClient>();
        for (var number = 0; number < 4; number++)
            clients.Add(await HijackClient.PostAsync(engine, $"/containers/{name}/attach?stream=1&stdin=1&stdout=1&stderr=1"));
        Assert.All(clients, client => Assert.Equal("HTTP/1.1 101 UPGRADED", client.StatusLine));

        await _docker.OkAsync("start", name);
        await clients[2].SendAsync("typed\n");
        var expected = string.Join('\n', Enumerable.Range(1, 20000)) + "\n";
        foreach (var client in clients)
        {
            Assert.Equal((expected, "typed\n"), await client.ReadFramesAsync());
            client.Dispose();
        }

        Assert.Equal("9", await _docker.OkAsync("wait", name));
        await _docker.OkAsync("rm", name);
    }

    [Fact]
    public async Task Half_closing_ends_the_input_and_output_goes_on()
    {
        var name = Unique.Name();
        await _docker.OkAsync("create", "-i", "--name", name, BusyboxImage.Name, "sh", "-c", "cat; echo after-eof");
        // As docker run -i has it: stdin ends with its first client.
        var interactive = await _docker.InspectAsync(name, "{{.Config.OpenStdin}} {{.Config.StdinOnce}}");
        Assert.Equal("true true", interactive);
        using var client = await HijackClient.PostAsync(engine, $"/containers/{name}/attach?stream=1&stdin=1&stdout=1&stderr=1");
        await _docker.OkAsync("start", name);
        await client.SendAsync("one\n");
        await client.ReadUntilAsync("one\n");
        await client.SendAsync("two\n");
        client.HalfClose();
        Assert.Equal(("two\nafter-eof\n", ""), await client.ReadFramesAsync());
        await _docker.OkAsync("rm", name);
    }

    [Fact]
    public async Task Where_stdin_stays_open_the_end_of_a_clients_input_ends_that_client_alone()
    {
        var id = await _docker.OkAsync("run", "-d", "-i", BusyboxImage.Name, "sh", "-c", "while read line; do echo got-$line; done");
        Assert.Equal("true false", await _docker.InspectAsync(id, "{{.Config.OpenStdin}} {{.Config.StdinOnce}}"));
        foreach (var word in new[] { "one", "two" })
        {
            using var client = await HijackClient.PostAsync(engine, $"/containers/{id}/attach?stream=1&stdin=1&stdout=1");
            await client.SendAsync(word + "\n");
            await client.ReadUntilAsync($"got-{word}");
            client.HalfClose();
            await client.ReadAllAsync();
        }

        Assert.Equal("running", await _docker.InspectAsync(id, "{{.State.Status}}"));
        await _docker.OkAsync("rm", "-f", id);
    }

    [Fact]
    public async Task Piped_input_goes_to_a_container_that_is_attached_and_the_command_ends_with_its_code()
    {
        var id = await _docker.OkAsync("run", "-d", "-i", BusyboxImage.Name, "sh", "-c", "read line; echo got-$line; exit 5");
        // The CLI waits for the container's end itself when its stream has ended.
        Assert.Equal(5, (await _docker.ShellAsync($"echo x | docker attach {id}")).ExitCode);
        Assert.Equal("got-x", await _docker.OkAsync("logs", id));
        await _docker.OkAsync("rm", id);
        var run = await _docker.ShellAsync($"printf 'a\\nb' | docker run --rm -i {BusyboxImage.Name} sh -c 'cat; echo; echo after-eof; exit 7'");
        Assert.Equal((7, "a\nb\nafter-eof\n"), (run.ExitCode, run.Output));
    }

    [Fact]
    public async Task On_a_terminal_the_end_of_a_clients_input_ends_that_client_alone_too()
    {
        var id = await _docker.OkAsync("run", "-dit", BusyboxImage.Name, "sh", "-c", "while read line; do echo got-$line; done");
        using (var client = await HijackClient.PostAsync(engine, $"/containers/{id}/attach?stream=1&stdin=1&stdout=1"))
        {
            await client.SendAsync("one\n");
            await client.ReadUntilAsync("got-one");
            client.HalfClose();
            await client.ReadAllAsync();
        }

        Assert.Equal("running", await _docker.InspectAsync(id, "{{.State.Status}}"));
        await _docker.OkAsync("rm", "-f", id);
    }

    [Fact]
    public async Task A_client_that_goes_away_leaves_the_container_running()
    {
        var id = await _docker.OkAsync("run", "-d", BusyboxImage.Name, "sh", "-c", "while :; do echo tick; sleep 0.05; done");
        using (var client = await HijackClient.PostAsync(engine, $"/containers/{id}/attach?stream=1&stdout=1"))
            await client.ReadUntilAsync("tick");
        using (var second = await HijackClient.PostAsync(engine, $"/containers/{id}/attach?stream=1&stdout=1"))
            await second.ReadUntilAsync("tick");
        Assert.Equal("running", await _docker.InspectAsync(id, "{{.State.Status}}"));
        await _docker.OkAsync("rm", "-f", id);
    }

    [Fact]
    public async Task Without_stdin_nothing_typed_arrives()
    {
        var id = await _docker.OkAsync("run", "-d", "-i", BusyboxImage.Name, "sh", "-c", "echo ready; read line; echo got-$line");
        await using (var attach = _docker.Begin("attach", "--no-stdin", id))
        {
            await attach.TypeAsync("wrong\n");
            await using (var logs = _docker.Begin("logs", "-f", id))
                await logs.ShowsAsync("ready");
            await using var typist = _docker.Begin("attach", id);
            await typist.TypeAsync("right\n");
            await typist.ShowsAsync("got-right");
            await attach.ShowsAsync("got-right");
            Assert.Equal(0, (await attach.EndAsync()).ExitCode);
        }

        await _docker.OkAsync("rm", id);
    }

    [Fact]
    public async Task Attach_gives_the_exit_code()
    {
        var id = await _docker.OkAsync("run", "-d", "-i", BusyboxImage.Name, "sh", "-c", "echo ready; read line; exit 13");
        await using var attach = _docker.Begin("attach", id);
        await attach.TypeAsync("\n");
        Assert.Equal(13, (await attach.EndAsync()).ExitCode);
        await _docker.OkAsync("rm", id);
    }

    [Fact]
    public async Task With_logs_the_past_comes_first()
    {
        var id = await _docker.OkAsync("run", "-d", "-i", BusyboxImage.Name, "sh", "-c", "seq 1 1000; read line; seq 1001 2000");
        await Eventually.BecomesTrueAsync(async () => await _docker.OkAsync("logs", "--tail", "1", id) == "1000");
        using var client = await HijackClient.PostAsync(engine, $"/containers/{id}/attach?logs=1&stream=1&stdin=1&stdout=1&stderr=1");
        await client.SendAsync("go\n");
        Assert.Equal((string.Join('\n', Enumerable.Range(1, 2000)) + "\n", ""), await client.ReadFramesAsync());
        await _docker.OkAsync("rm", id);
    }

    [Fact]
    public async Task On_a_terminal_the_bytes_are_raw()
    {
        var name = Unique.Name();
        await _docker.OkAsync("create", "-t", "--name", name, BusyboxImage.Name, "sh", "-c", "echo out; echo err >&2");
        using var client = await HijackClient.PostAsync(engine, $"/containers/{name}/attach?stream=1&stdout=1&stderr=1");
        Assert.Contains("Content-Type: application/vnd.docker.raw-stream", client.Headers);
        await _docker.OkAsync("start", name);
        Assert.Equal("out\r\nerr\r\n", System.Text.Encoding.UTF8.GetString(await client.ReadAllAsync()));
        await _docker.OkAsync("rm", name);
    }

    [Fact]
    public async Task A_paused_container_cannot_be_attached()
    {
        var id = await _docker.OkAsync("run", "-d", BusyboxImage.Name, "sleep", "1000");
        await _docker.OkAsync("pause", id);
        Assert.Contains("You cannot attach to a paused container, unpause it first", (await _docker.RunAsync("attach", id)).Failed());
        using (var client = await HijackClient.PostAsync(engine, $"/containers/{id}/attach?stream=1&stdout=1"))
            Assert.Equal("HTTP/1.1 409 Conflict", client.StatusLine);
        await _docker.OkAsync("unpause", id);
        await _docker.OkAsync("rm", "-f", id);
    }
}
