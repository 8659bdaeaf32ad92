using System.Net;
using System.Text.Json.Nodes;
using Xunit;

namespace EngineApi.Clients.Tests.RuntimeView;

/// <summary><c>/runtime/…</c>: what containerd says, beside Docker's API.</summary>
public class RuntimeViewTests(EngineProcess engine)
{
    private readonly DockerCli _docker = new(engine);

    [Fact]
    public async Task A_task_is_told_of_as_the_runtime_sees_it()
    {
        using var feed = await SseClient.GetAsync(engine, "/runtime/events");
        using var second = await SseClient.GetAsync(engine, "/v1.51/runtime/events");
        var id = await _docker.OkAsync("run", "-d", BusyboxImage.Name, "sh", "-c", "trap 'exit 7' TERM; while true; do sleep 0.1; done");
        (await _docker.RunAsync("exec", id, "sh", "-c", "exit 3")).Failed(3);
        await _docker.OkAsync("pause", id);
        await _docker.OkAsync("unpause", id);
        var pid = await _docker.InspectAsync(id, "{{.State.Pid}}");
        await _docker.OkAsync("stop", id);

        var events = await OfAsync(feed, id);
        Assert.Equal(["create", "start", "exec-added", "exec-started", "exit", "paused", "resumed", "exit", "unknown"], events.Select(one => Text(one, "Event")));
        Assert.Equal(events.Select(one => one.ToJsonString()), (await OfAsync(second, id)).Select(one => one.ToJsonString()));
        Assert.Equal("/tasks/delete", Text(events[8], "Topic"));
        Assert.Equal(("init", pid), (Text(events[1], "ProcessID"), Text(events[1], "Pid")));
        var exec = Text(events[2], "ProcessID");
        Assert.Equal(64, exec.Length);
        Assert.Equal((exec, exec, "3"), (Text(events[3], "ProcessID"), Text(events[4], "ProcessID"), Text(events[4], "ExitCode")));
        Assert.Equal(("init", pid, "7", "false"), (Text(events[7], "ProcessID"), Text(events[7], "Pid"), Text(events[7], "ExitCode"), Text(events[7], "OOMKilled")));
        Assert.StartsWith("20", Text(events[7], "ExitedAt"), StringComparison.Ordinal);
        await _docker.OkAsync("rm", id);
    }

    [Fact]
    public async Task Tasks_are_shown_with_their_status()
    {
        var name = Unique.Name();
        var id = await _docker.OkAsync("run", "-d", "--name", name, BusyboxImage.Name, "sleep", "1000");
        var pid = await _docker.InspectAsync(id, "{{.State.Pid}}");
        var running = await TaskAsync(name);
        Assert.Equal((id, "init", "running", pid, false), (
            Text(running, "ContainerID"), Text(running, "ProcessID"), Text(running, "Status"), Text(running, "Pid"), running.ContainsKey("ExitCode")));
        await _docker.OkAsync("pause", id);
        Assert.Equal("paused", Text(await TaskAsync(id[..12]), "Status"));
        var all = JsonNode.Parse(await engine.Http.GetStringAsync(new Uri("/runtime/tasks", UriKind.Relative)))!.AsArray();
        Assert.Equal("paused", Text(all.Single(task => Text(task!.AsObject(), "ContainerID") == id)!.AsObject(), "Status"));

        await _docker.OkAsync("rm", "-f", id);
        foreach (var gone in new[] { id, "no%20id%20at%20all" })
        {
            using var answer = await engine.Http.GetAsync(new Uri("/runtime/tasks/" + gone, UriKind.Relative));
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            Assert.Contains("No such task: ", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    private async Task<JsonObject> TaskAsync(string id) =>
        JsonNode.Parse(await engine.Http.GetStringAsync(new Uri("/runtime/tasks/" + id, UriKind.Relative)))!.AsObject();

    /// <summary>A container's events, to the one that its task is gone.</summary>
    private static async Task<List<JsonObject>> OfAsync(SseClient feed, string id)
    {
        var all = await feed.UntilAsync((_, data) => data.Contains(id, StringComparison.Ordinal) && data.Contains("/tasks/delete", StringComparison.Ordinal));
        Assert.All(all, one => Assert.Equal(one.Name, Text(JsonNode.Parse(one.Data)!.AsObject(), "Event")));
        return [.. all.Select(one => JsonNode.Parse(one.Data)!.AsObject()).Where(one => one["ContainerID"]?.GetValue<string>() == id)];
    }

    private static string Text(JsonObject told, string name) => told[name]!.ToJsonString().Trim('"');
}
