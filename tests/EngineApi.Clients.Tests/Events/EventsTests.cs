using System.Globalization;
using System.Text.Json.Nodes;
using Xunit;

namespace EngineApi.Clients.Tests.Events;

/// <summary><c>docker events</c>.</summary>
public class EventsTests(EngineProcess engine)
{
    private readonly DockerCli _docker = new(engine);

    [Fact]
    public async Task A_containers_life_is_told_in_order()
    {
        var name = Unique.Name();
        await using var events = _docker.Begin("events", "--since", Now(), "--filter", "container=" + name, "--format", "{{.Action}}");
        await _docker.OkAsync("run", "-d", "--name", name, BusyboxImage.Name, "sleep", "1000");
        await _docker.OkAsync("pause", name);
        await _docker.OkAsync("unpause", name);
        await _docker.OkAsync("exec", name, "true");
        await _docker.OkAsync("kill", "-s", "KILL", name);
        await _docker.OkAsync("wait", name);
        await _docker.OkAsync("start", name);
        await _docker.OkAsync("rename", name, name + "-new");
        await _docker.OkAsync("rename", name + "-new", name);
        await _docker.OkAsync("stop", "-t", "1", name);
        await _docker.OkAsync("rm", name);
        await events.ShowsAsync("destroy");
        string[] expected =
        [
            "create", "start", "pause", "unpause", "exec_create: true ", "exec_start: true ", "exec_die", "kill", "die", "start", "rename", "rename",
            "kill", "kill", "die", "stop", "destroy",
        ];
        Assert.Equal(expected, Actions(events).Where(action => !action.StartsWith("network", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Since_and_until_replay_the_past()
    {
        var name = Unique.Name();
        var since = DateTimeOffset.UtcNow;
        (await _docker.RunAsync("run", "--name", name, "--label", "told=" + name, BusyboxImage.Name, "sh", "-c", "exit 3")).Failed(3);
        await _docker.OkAsync("rm", name);
        var until = DateTimeOffset.UtcNow;
        var lines = await _docker.OkAsync(
            "events", "--since", Unix(since), "--until", Unix(until), "--filter", "type=container", "--filter", "label=told=" + name, "--format", "{{json .}}");
        var events = lines.Split('\n').Select(line => JsonNode.Parse(line)!).ToList();
        Assert.Equal(["create", "attach", "start", "die", "destroy"], events.Select(told => told["Action"]!.GetValue<string>()));
        var died = events[3]["Actor"]!["Attributes"]!;
        Assert.Equal(("3", name, "busybox:latest"), (Text("exitCode"), Text("name"), Text("image")));
        Assert.Equal("die", await _docker.OkAsync(
            "events", "--since", Unix(since), "--until", Unix(until), "--filter", "event=die", "--filter", "container=" + name, "--format", "{{.Action}}"));

        string Text(string key) => died[key]!.GetValue<string>();
    }

    [Fact]
    public async Task Images_have_events_too()
    {
        var tag = Unique.Name();
        await using var events = _docker.Begin("events", "--since", Now(), "--filter", "type=image", "--filter", "event=tag", "--filter", "event=untag", "--format", "{{.Action}} {{.Actor.Attributes.name}}");
        await _docker.OkAsync("tag", BusyboxImage.Name, tag);
        await _docker.OkAsync("rmi", tag);
        await events.ShowsAsync($"tag {tag}:latest");
        await events.ShowsAsync("untag");
    }

    [Fact]
    public async Task A_watcher_that_goes_away_disturbs_nobody()
    {
        var since = Now();
        await _docker.OkAsync("run", "--rm", BusyboxImage.Name, "true");
        await using (var events = _docker.Begin("events", "--since", since, "--format", "{{.Action}}"))
            await events.ShowsAsync("create");
        await _docker.OkAsync("run", "--rm", BusyboxImage.Name, "true");
    }

    private static string[] Actions(RunningCommand events) => events.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    // With a time, nothing is missed while the command is still connecting.
    private static string Now() => Unix(DateTimeOffset.UtcNow);

    private static string Unix(DateTimeOffset time)
        => ((time - DateTimeOffset.UnixEpoch).Ticks / 10_000_000m).ToString("0.0000000", CultureInfo.InvariantCulture);
}
