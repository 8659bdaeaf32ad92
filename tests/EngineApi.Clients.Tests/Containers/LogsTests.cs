using System.Globalization;
using EngineApi.Testing;
using Xunit;

namespace EngineApi.Clients.Tests.Containers;

/// <summary><c>docker logs</c>.</summary>
public class LogsTests(EngineProcess engine)
{
    private readonly DockerCli _docker = new(engine);

    [Fact]
    public async Task Both_streams_are_kept_apart()
    {
        var id = await EndedAsync("echo out; echo err >&2; echo more");
        var logs = await _docker.RunAsync("logs", id);
        Assert.Equal((0, "out\nmore\n", "err\n"), (logs.ExitCode, logs.Output, logs.Error));
        await _docker.OkAsync("rm", id);
    }

    [Fact]
    public async Task A_last_line_without_its_end_is_kept_as_it_is()
    {
        var id = await EndedAsync("echo whole; printf partial");
        Assert.Equal("whole\npartial", (await _docker.RunAsync("logs", id)).Output);
        Assert.Equal("partial", (await _docker.RunAsync("logs", "--tail", "1", id)).Output);
        await _docker.OkAsync("rm", id);
    }

    [Fact]
    public async Task A_very_long_line_comes_back_in_one_piece()
    {
        var id = await EndedAsync("yes 0123456789 | head -n 20000 | tr -d '\\n'; echo; echo end");
        var logs = (await _docker.OkAsync("logs", id)).Split('\n');
        Assert.Equal((2, 200_000, "end"), (logs.Length, logs[0].Length, logs[1]));
        Assert.Equal("end", await _docker.OkAsync("logs", "--tail", "1", id));
        await _docker.OkAsync("rm", id);
    }

    [Fact]
    public async Task Rotated_files_are_packed_and_read()
    {
        var id = await _docker.OkAsync(
            "run", "-d", "--log-opt", "max-size=10k", "--log-opt", "max-file=100", "--log-opt", "compress=true", "--log-opt", "mode=non-blocking",
            "--log-opt", "max-buffer-size=1m", BusyboxImage.Name, "seq", "1", "3000");
        await _docker.OkAsync("wait", id);
        var path = await _docker.InspectAsync(id, "{{.LogPath}}");
        await Eventually.BecomesTrueAsync(() => Task.FromResult(File.Exists(path + ".5.gz")), TimeSpan.FromSeconds(60));
        Assert.Equal(string.Join('\n', Enumerable.Range(1, 3000)), await _docker.OkAsync("logs", id));
        Assert.Equal(string.Join('\n', Enumerable.Range(1001, 2000)), await _docker.OkAsync("logs", "--tail", "2000", id));
        await _docker.OkAsync("rm", id);
        Assert.False(Directory.Exists(Path.GetDirectoryName(path)));
    }

    [Theory]
    [InlineData("0", "")]
    [InlineData("1", "100")]
    [InlineData("3", "98\n99\n100")]
    public async Task Tail(string lines, string expected)
    {
        var id = await EndedAsync("seq 1 100");
        Assert.Equal(expected, await _docker.OkAsync("logs", "--tail", lines, id));
        Assert.Equal(100, (await _docker.OkAsync("logs", "--tail", "all", id)).Split('\n').Length);
        await _docker.OkAsync("rm", id);
    }

    [Fact]
    public async Task Timestamps_can_be_given_back_as_since_and_until()
    {
        var id = await EndedAsync("for i in 1 2 3 4 5; do echo $i; sleep 0.02; done");
        var lines = (await _docker.OkAsync("logs", "-t", id)).Split('\n').Select(line => line.Split(' ')).ToList();
        Assert.Equal(["1", "2", "3", "4", "5"], lines.Select(line => line[1]));
        var times = lines.Select(line => DateTimeOffset.Parse(line[0], CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(times.Order(), times);

        // Lines may share a time when the machine is busy.
        Assert.Equal(From(times[2], times[4]), await _docker.OkAsync("logs", "--since", lines[2][0], id));
        Assert.Equal(From(times[0], times[2]), await _docker.OkAsync("logs", "--until", lines[2][0], id));
        Assert.Equal(From(times[1], times[2]), await _docker.OkAsync("logs", "--since", lines[1][0], "--until", lines[2][0], id));
        await _docker.OkAsync("rm", id);

        string From(DateTimeOffset first, DateTimeOffset last)
            => string.Join('\n', times.Index().Where(line => line.Item >= first && line.Item <= last).Select(line => lines[line.Index][1]));
    }

    [Fact]
    public async Task Following_shows_the_past_and_what_comes_and_ends_with_the_container()
    {
        var id = await _docker.OkAsync("run", "-d", "-i", BusyboxImage.Name, "sh", "-c", "seq 1 500; read line; seq 501 1000; printf unfinished");
        await using var follow = _docker.Begin("logs", "-f", id);
        await follow.ShowsAsync("\n500\n");
        await using var tail = _docker.Begin("logs", "-f", "--tail", "1", id);
        await tail.ShowsAsync("500\n");
        using (var client = await HijackClient.PostAsync(engine, $"/containers/{id}/attach?stream=1&stdin=1&stdout=1"))
        {
            await client.SendAsync("go\n");
            await client.ReadAllAsync();
        }

        Assert.Equal(string.Join('\n', Enumerable.Range(1, 1000)) + "\nunfinished", (await follow.EndAsync()).Ok());
        Assert.Equal(string.Join('\n', Enumerable.Range(500, 501)) + "\nunfinished", (await tail.EndAsync()).Ok());
        await _docker.OkAsync("rm", id);
    }

    [Fact]
    public async Task Following_goes_on_over_a_rotation()
    {
        var id = await _docker.OkAsync(
            "run", "-d", "-i", "--log-opt", "max-size=50k", "--log-opt", "max-file=5", BusyboxImage.Name, "sh", "-c", "read line; seq 1 3000");
        await using var follow = _docker.Begin("logs", "-f", id);
        await using (var attach = _docker.Begin("attach", id))
        {
            await attach.TypeAsync("go\n");
            await attach.EndAsync();
        }

        Assert.Equal(string.Join('\n', Enumerable.Range(1, 3000)), (await follow.EndAsync()).Ok());
        await _docker.OkAsync("rm", id);
    }

    [Fact]
    public async Task A_follower_that_goes_away_is_forgotten()
    {
        var id = await _docker.OkAsync("run", "-d", BusyboxImage.Name, "sh", "-c", "while :; do echo tick; sleep 0.05; done");
        await using (var follow = _docker.Begin("logs", "-f", id))
            await follow.ShowsAsync("tick\ntick");
        await _docker.OkAsync("rm", "-f", id);
    }

    [Fact]
    public async Task A_terminals_output_is_one_raw_stream()
    {
        var id = await _docker.OkAsync("run", "-d", "-t", BusyboxImage.Name, "sh", "-c", "echo out; echo err >&2");
        await _docker.OkAsync("wait", id);
        Assert.Equal("out\r\nerr\r\n", (await _docker.RunAsync("logs", id)).Output);
        await _docker.OkAsync("rm", id);
    }

    [Fact]
    public async Task A_second_run_is_appended()
    {
        var id = await EndedAsync("echo run");
        await _docker.OkAsync("start", id);
        await _docker.OkAsync("wait", id);
        Assert.Equal("run\nrun", await _docker.OkAsync("logs", id));
        await _docker.OkAsync("rm", id);
    }

    [Fact]
    public async Task Labels_and_environment_are_details()
    {
        var id = await _docker.OkAsync(
            "run", "-d", "--log-opt", "labels=tier", "--log-opt", "env=STAGE", "--label", "tier=web", "-e", "STAGE=test", BusyboxImage.Name, "echo", "line");
        await _docker.OkAsync("wait", id);
        Assert.Equal("STAGE=test,tier=web line", await _docker.OkAsync("logs", "--details", id));
        await _docker.OkAsync("rm", id);
    }

    private async Task<string> EndedAsync(string script)
    {
        var id = await _docker.OkAsync("run", "-d", BusyboxImage.Name, "sh", "-c", script);
        await _docker.OkAsync("wait", id);
        return id;
    }
}
