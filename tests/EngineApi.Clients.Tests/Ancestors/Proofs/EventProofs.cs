using System.Text.Json.Nodes;
using EngineApi.Testing;
using Xunit;

namespace EngineApi.Clients.Tests.Ancestors.Proofs;

/// <summary>What is told of containers: Docker's events, and the runtime's own.</summary>
internal sealed class EventProofs(EngineProcess engine)
{
    private readonly Api _api = new(engine);

    public async Task StartIsToldAsync()
    {
        await using var container = await ApiContainer.SleepingAsync(_api);
        Assert.Equal(["create", "start"], (await container.EventsAsync("start")).Select(Action));
    }

    public async Task PauseIsToldAsync()
    {
        await using var container = await ApiContainer.SleepingAsync(_api);
        await container.PostAsync("/pause");
        Assert.Equal("pause", Action((await container.EventsAsync("pause"))[^1]));
    }

    public async Task ResumeIsToldAsync()
    {
        await using var container = await ApiContainer.SleepingAsync(_api);
        await container.PostAsync("/pause");
        await container.PostAsync("/unpause");
        Assert.Equal(["pause", "unpause"], (await container.EventsAsync("unpause")).TakeLast(2).Select(Action));
    }

    public async Task ExitIsToldAsync()
    {
        await using var container = await ApiContainer.StartAsync(_api, "exit 21");
        Assert.Equal("21", Attribute((await container.EventsAsync("die"))[^1], "exitCode"));
        Assert.Equal("exited", await container.StatusAsync()); // It was stored before it was told.
    }

    public async Task ExitOfAnExecIsToldAsync()
    {
        await using var container = await ApiContainer.SleepingAsync(_api);
        await container.ExecAsync("sh", "-c", "exit 22");
        var died = (await container.EventsAsync("exec_die"))[^1];
        Assert.Equal(("22", 64), (Attribute(died, "exitCode"), Attribute(died, "execID").Length));
    }

    public async Task StartOfAnExecIsToldAsync()
    {
        await using var container = await ApiContainer.SleepingAsync(_api);
        await container.ExecAsync("true");
        Assert.Equal(["exec_create: true ", "exec_start: true "], (await container.EventsAsync("exec_start: true ")).TakeLast(2).Select(Action));
    }

    public async Task RestartIsToldAsync()
    {
        await using var container = await ApiContainer.StartAsync(_api, ["sh", "-c", "exit 1"], host: """ "RestartPolicy": {"Name": "on-failure", "MaximumRetryCount": 1} """);
        await container.BecomesAsync("exited");
        Assert.Equal(["create", "start", "die", "start", "die"], (await AllAsync(container)).Select(Action));
    }

    public async Task LackOfMemoryIsToldAsync()
    {
        await using var container = await OutOfMemoryAsync();
        Assert.Equal(137, await container.WaitAsync());
        Assert.True((bool)(await container.StateAsync())["OOMKilled"]!);
        Assert.Equal("oom", Action((await container.EventsAsync("oom"))[^1]));
    }

    /// <summary>With <c>AutoRemove</c>, the engine's own work at an exit.</summary>
    public async Task ExitIsActedUponAsync()
    {
        await using var container = await ApiContainer.StartAsync(_api, ["sh", "-c", "exit 0"], host: """ "AutoRemove": true """);
        Assert.Equal(["die", "destroy"], (await container.EventsAsync("destroy")).TakeLast(2).Select(Action));
        Assert.False(await container.IsRecordedAsync());
    }

    public async Task StopIsToldAsync()
    {
        await using var container = await ApiContainer.SleepingAsync(_api);
        await container.PostAsync("/stop?t=0");
        Assert.Equal("stop", Action((await container.EventsAsync("stop"))[^1]));
        await Eventually.BecomesTrueAsync(async () => (await container.HeldAsync()).Count == 0);
    }

    /// <summary>What the runtime tells of a life, as far as the wanted event.</summary>
    /// <param name="name">In libcontainerd's words.</param>
    /// <param name="topic">In containerd's.</param>
    /// <param name="live">What makes it happen.</param>
    public async Task RuntimeTellsAsync(string name, string topic, Func<ApiContainer, Task> live)
    {
        using var feed = await SseClient.GetAsync(engine, "/runtime/events");
        await using var container = await ApiContainer.SleepingAsync(_api);
        await live(container);
        var events = await feed.UntilAsync((told, data) => told == name && data.Contains(container.Id, StringComparison.Ordinal) && data.Contains(topic, StringComparison.Ordinal));
        Assert.Equal(name, (string)JsonNode.Parse(events[^1].Data)!["Event"]!);
    }

    /// <summary>
    /// What libcontainerd has no word for: that a task was deleted. Its shim tells that while it ends, and the one of containerd 2 ends now
    /// and then before containerd has heard it; so several are deleted.
    /// </summary>
    public async Task RuntimeTellsUnknownAsync()
    {
        static bool Deleted(string name, string data) => name == "unknown" && data.Contains("/tasks/delete", StringComparison.Ordinal);
        using var feed = await SseClient.GetAsync(engine, "/runtime/events");
        for (var left = 20; left > 0; left--)
        {
            await using var container = await ApiContainer.SleepingAsync(_api);
            await container.PostAsync("/kill");
            var (told, data) = (await feed.UntilAsync((name, data) => Deleted(name, data) || (name == "exit" && data.Contains(container.Id, StringComparison.Ordinal))))[^1];
            if (!Deleted(told, data))
                continue;
            Assert.Equal("unknown", (string)JsonNode.Parse(data)!["Event"]!);
            return;
        }

        Assert.Fail("no deletion was told");
    }

    public async Task RuntimeTellsOfLackOfMemoryAsync()
    {
        using var feed = await SseClient.GetAsync(engine, "/runtime/events");
        await using var container = await OutOfMemoryAsync();
        await feed.UntilAsync((told, data) => told == "oom" && data.Contains(container.Id, StringComparison.Ordinal));
        var exit = (await feed.UntilAsync((told, data) => told == "exit" && data.Contains(container.Id, StringComparison.Ordinal)))[^1];
        Assert.True((bool)JsonNode.Parse(exit.Data)!["OOMKilled"]!);
    }

    /// <summary>Once it has stopped, nothing is measured of it any more, and readers stay.</summary>
    public async Task MeasuringEndsAsync()
    {
        await using var container = await ApiContainer.SleepingAsync(_api);
        using var answer = await engine.Http.GetAsync(new Uri(container.Path + "/stats", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
        Assert.NotNull(JsonNode.Parse((await lines.ReadLineAsync())!)!["pids_stats"]!["current"]);
        await container.PostAsync("/kill");
        await container.WaitAsync();
        while (JsonNode.Parse((await lines.ReadLineAsync())!)!["pids_stats"]!["current"] is not null)
        {
            // Measured before.
        }
    }

    public static string Action(JsonNode told) => (string)told["Action"]!;

    private static string Attribute(JsonNode told, string name) => (string)told["Actor"]!["Attributes"]![name]!;

    private Task<ApiContainer> OutOfMemoryAsync() =>
        ApiContainer.StartAsync(_api, ["tail", "/dev/zero"], host: """ "Memory": 8388608, "MemorySwap": 8388608 """);

    private static async Task<IReadOnlyList<JsonNode>> AllAsync(ApiContainer container)
    {
        await container.PostAsync("/rename?name=" + Unique.Name()); // Something known to come last.
        return (await container.EventsAsync("rename")).SkipLast(1).ToList();
    }
}
