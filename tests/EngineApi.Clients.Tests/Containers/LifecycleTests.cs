using System.Diagnostics;
using System.Text.Json.Nodes;
using EngineApi.Testing;
using Xunit;

namespace EngineApi.Clients.Tests.Containers;

/// <summary>The verbs that change a container's state, and what shows it.</summary>
public class LifecycleTests(EngineProcess engine)
{
    private const string Trapper = "trap 'echo term; exit 8' TERM; trap 'echo usr1' USR1; echo ready; while :; do sleep 0.05; done";

    private readonly DockerCli _docker = new(engine);

    [Fact]
    public async Task Pause_and_unpause()
    {
        var id = await _docker.OkAsync("run", "-d", BusyboxImage.Name, "sh", "-c", "i=0; while :; do i=$((i+1)); echo $i > /tmp/n; done");
        await _docker.OkAsync("pause", id);
        Assert.Equal("paused true true", await _docker.InspectAsync(id, "{{.State.Status}} {{.State.Paused}} {{.State.Running}}"));
        Assert.Matches(@"^Up .* \(Paused\)$", await _docker.OkAsync("ps", "--filter", "id=" + id, "--format", "{{.Status}}"));
        Assert.Contains($"container {id} is already paused", (await _docker.RunAsync("pause", id)).Failed(), StringComparison.OrdinalIgnoreCase);
        Assert.Contains("is paused, unpause the container before exec", (await _docker.RunAsync("exec", id, "true")).Failed());
        await _docker.OkAsync("unpause", id);
        Assert.Equal("running", await _docker.InspectAsync(id, "{{.State.Status}}"));
        Assert.Contains("is not paused", (await _docker.RunAsync("unpause", id)).Failed());
        await _docker.OkAsync("rm", "-f", id);
    }

    [Fact]
    public async Task A_paused_container_can_be_stopped_and_removed_by_force()
    {
        var id = await _docker.OkAsync("run", "-d", BusyboxImage.Name, "sleep", "1000");
        await _docker.OkAsync("pause", id);
        Assert.Contains("container is paused", (await _docker.RunAsync("rm", id)).Failed());
        await _docker.OkAsync("rm", "-f", id);
        var other = await _docker.OkAsync("run", "-d", BusyboxImage.Name, "sleep", "1000");
        await _docker.OkAsync("pause", other);
        await _docker.OkAsync("stop", "-t", "1", other);
        Assert.Equal("exited", await _docker.InspectAsync(other, "{{.State.Status}}"));
        await _docker.OkAsync("rm", other);
    }

    [Fact]
    public async Task Stop_lets_the_process_end_in_its_own_way()
    {
        var id = await ReadyAsync();
        await _docker.OkAsync("stop", id);
        Assert.Equal("exited 8 false", await _docker.InspectAsync(id, "{{.State.Status}} {{.State.ExitCode}} {{.State.Running}}"));
        Assert.Equal("ready\nterm", await _docker.OkAsync("logs", id));
        Assert.Equal(id, await _docker.OkAsync("stop", id));
        await _docker.OkAsync("rm", id);
    }

    [Fact]
    public async Task Stop_kills_what_does_not_end_in_time()
    {
        var id = await _docker.OkAsync("run", "-d", BusyboxImage.Name, "sh", "-c", "trap '' TERM; while :; do sleep 1; done");
        var watch = Stopwatch.StartNew();
        await _docker.OkAsync("stop", "-t", "1", id);
        Assert.True(watch.Elapsed >= TimeSpan.FromSeconds(1), $"killed after {watch.Elapsed}");
        Assert.Equal("137", await _docker.InspectAsync(id, "{{.State.ExitCode}}"));
        await _docker.OkAsync("rm", id);
    }

    [Fact]
    public async Task Kill_sends_the_signal_it_is_told()
    {
        var id = await ReadyAsync();
        await _docker.OkAsync("kill", "-s", "USR1", id);
        await using (var logs = _docker.Begin("logs", "-f", id))
            await logs.ShowsAsync("usr1");
        Assert.Equal("running", await _docker.InspectAsync(id, "{{.State.Status}}"));
        Assert.Contains("Invalid signal: NOSUCH", (await _docker.RunAsync("kill", "-s", "NOSUCH", id)).Failed(), StringComparison.OrdinalIgnoreCase);
        await _docker.OkAsync("kill", id);
        Assert.Equal("137", await _docker.OkAsync("wait", id));
        Assert.Contains($"container {id} is not running", (await _docker.RunAsync("kill", id)).Failed(), StringComparison.OrdinalIgnoreCase);
        await _docker.OkAsync("rm", id);
    }

    [Fact]
    public async Task Restart_runs_it_again()
    {
        var id = await ReadyAsync();
        var before = await _docker.InspectAsync(id, "{{.State.Pid}} {{.State.StartedAt}}");
        await _docker.OkAsync("restart", "-t", "5", id);
        var after = await _docker.InspectAsync(id, "{{.State.Pid}} {{.State.StartedAt}}");
        Assert.NotEqual(before, after);
        await using (var logs = _docker.Begin("logs", "-f", id))
            await logs.ShowsAsync("ready\nterm\nready\n");
        Assert.Equal("running", await _docker.InspectAsync(id, "{{.State.Status}}"));
        await _docker.OkAsync("rm", "-f", id);
    }

    [Fact]
    public async Task Wait_gives_every_waiter_the_exit_code()
    {
        var id = await _docker.OkAsync("run", "-d", "-i", BusyboxImage.Name, "sh", "-c", "echo ready; read line; exit 21");
        var waiters = Enumerable.Range(0, 3).Select(_ => _docker.OkAsync("wait", id)).ToList();
        await using (var attach = _docker.Begin("attach", id))
        {
            await attach.TypeAsync("go\n");
            await attach.EndAsync();
        }

        Assert.All(await Task.WhenAll(waiters), code => Assert.Equal("21", code));
        Assert.Equal("21", await _docker.OkAsync("wait", id));
        await _docker.OkAsync("rm", id);
    }

    [Fact]
    public async Task Top_shows_the_processes()
    {
        var id = await _docker.OkAsync("run", "-d", BusyboxImage.Name, "sh", "-c", "sleep 3456 & sleep 6543");
        await Eventually.BecomesTrueAsync(async () => (await _docker.OkAsync("top", id)).Contains("sleep 6543", StringComparison.Ordinal));
        var lines = (await _docker.OkAsync("top", id)).Split('\n');
        Assert.Equal(["UID", "PID", "PPID", "C", "STIME", "TTY", "TIME", "CMD"], lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(3, lines.Length); // The shell has become its last command.
        Assert.Contains(lines, line => line.EndsWith("sleep 3456", StringComparison.Ordinal));
        Assert.Contains("sleep 3456", await _docker.OkAsync("top", id, "-o", "pid,args"));
        await _docker.OkAsync("rm", "-f", id);
        var stopped = await _docker.OkAsync("create", BusyboxImage.Name);
        Assert.Contains($"container {stopped} is not running", (await _docker.RunAsync("top", stopped)).Failed(), StringComparison.OrdinalIgnoreCase);
        await _docker.OkAsync("rm", stopped);
    }

    [Fact]
    public async Task Rename_frees_the_old_name()
    {
        var (old, fresh) = (Unique.Name(), Unique.Name());
        var id = await _docker.OkAsync("create", "--name", old, BusyboxImage.Name);
        await _docker.OkAsync("rename", old, fresh);
        Assert.Equal($"/{fresh} {id}", await _docker.InspectAsync(fresh, "{{.Name}} {{.Id}}"));
        var other = await _docker.OkAsync("create", "--name", old, BusyboxImage.Name);
        Assert.Contains($"The container name \"/{fresh}\" is already in use", (await _docker.RunAsync("rename", old, fresh)).Failed());
        await _docker.OkAsync("rm", id, other);
    }

    [Fact]
    public async Task Ps_filters()
    {
        var label = Unique.Name();
        var running = await _docker.OkAsync("run", "-d", "--label", label + "=run", "--name", label + "-run", BusyboxImage.Name, "sleep", "1000");
        var ended = await _docker.OkAsync("run", "-d", "--label", label + "=end", "--name", label + "-end", BusyboxImage.Name, "sh", "-c", "exit 4");
        var created = await _docker.OkAsync("create", "--label", label + "=new", "--name", label + "-new", BusyboxImage.Name);
        await _docker.OkAsync("wait", ended);

        Assert.Equal([running], await IdsAsync());
        Assert.Equal([created, ended, running], await IdsAsync("-a"));
        Assert.Equal([ended], await IdsAsync("-a", "--filter", "status=exited"));
        Assert.Equal([created], await IdsAsync("-a", "--filter", "status=created"));
        Assert.Equal([ended], await IdsAsync("-a", "--filter", "exited=4"));
        Assert.Equal([ended], await IdsAsync("-a", "--filter", $"label={label}=end"));
        Assert.Equal([running], await IdsAsync("-a", "--filter", $"name={label}-r"));
        Assert.Equal([ended], await IdsAsync("-a", "--filter", "before=" + created, "--filter", "since=" + running));
        Assert.Equal([created], await IdsAsync("-n", "1"));
        Assert.Contains("invalid filter 'nosuch'", (await _docker.RunAsync("ps", "--filter", "nosuch=1")).Failed());
        await _docker.OkAsync("rm", "-f", running, ended, created);

        async Task<string[]> IdsAsync(params string[] options)
            => (await _docker.OkAsync(["ps", "-q", "--no-trunc", "--filter", "label=" + label, .. options])).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    [Fact]
    public async Task Inspect_tells_the_size_on_request()
    {
        var name = Unique.Name();
        await _docker.OkAsync("run", "--name", name, BusyboxImage.Name, "sh", "-c", "head -c 100000 /dev/zero > /tmp/file");
        var sized = JsonNode.Parse(await _docker.OkAsync("inspect", "--size", name))![0]!;
        Assert.InRange(sized["SizeRw"]!.GetValue<long>(), 100_000, 300_000);
        Assert.InRange(sized["SizeRootFs"]!.GetValue<long>(), 1_000_000, 10_000_000);
        Assert.Null(JsonNode.Parse(await _docker.OkAsync("inspect", name))![0]!["SizeRw"]);
        Assert.Contains("virtual", await _docker.OkAsync("ps", "-as", "--filter", "name=" + name, "--format", "{{.Size}}"));
        await _docker.OkAsync("rm", name);
    }

    [Fact]
    public async Task Starting_what_runs_and_stopping_what_does_not_changes_nothing()
    {
        var id = await _docker.OkAsync("run", "-d", BusyboxImage.Name, "sleep", "1000");
        var pid = await _docker.InspectAsync(id, "{{.State.Pid}}");
        using (var again = await engine.Http.PostAsync($"/containers/{id}/start", null, TestContext.Current.CancellationToken))
            Assert.Equal(304, (int)again.StatusCode);
        Assert.Equal(pid, await _docker.InspectAsync(id, "{{.State.Pid}}"));
        Assert.Contains("container is running: stop the container before removing or force remove", (await _docker.RunAsync("rm", id)).Failed());
        await _docker.OkAsync("kill", id);
        await _docker.OkAsync("wait", id);
        using (var again = await engine.Http.PostAsync($"/containers/{id}/stop", null, TestContext.Current.CancellationToken))
            Assert.Equal(304, (int)again.StatusCode);
        await _docker.OkAsync("rm", id);
    }

    private async Task<string> ReadyAsync()
    {
        var id = await _docker.OkAsync("run", "-d", BusyboxImage.Name, "sh", "-c", Trapper);
        await using var logs = _docker.Begin("logs", "-f", id);
        await logs.ShowsAsync("ready");
        return id;
    }
}
