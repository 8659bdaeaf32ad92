using System.Text.Json.Nodes;
using EngineApi.Testing;
using Xunit;

namespace EngineApi.Clients.Tests.Ancestors.Proofs;

/// <summary>A container comes, runs, is paused, is signalled, ends and goes: as the kernel and containerd see it.</summary>
internal sealed class LifeProofs(EngineProcess engine)
{
    private readonly Api _api = new(engine);

    public async Task IsRecordedWhenCreatedAsync()
    {
        await using var container = await ApiContainer.CreateAsync(_api, ["sleep", "1000"]);
        Assert.True(await container.IsRecordedAsync());
        Assert.Null(await container.TaskAsync());
        Assert.Equal("created", await container.StatusAsync());
    }

    public async Task RunsWhenStartedAsync()
    {
        await using var container = await ApiContainer.CreateAsync(_api, ["sleep", "1000"]);
        await container.PostAsync("/start");
        var pid = await container.PidAsync();
        await Eventually.BecomesTrueAsync(() => File.ReadAllText($"/proc/{pid}/cmdline") == "sleep\01000\0"); // runc's, for a moment.
        Assert.Equal(("running", pid), ((string)(await container.TaskAsync())!["Status"]!, (int)(await container.TaskAsync())!["Pid"]!));
    }

    public async Task IsRunAsAskedForAsync()
    {
        await using var container = await ApiContainer.StartAsync(
            _api, ["sh", "-c", "echo $COLOR $PWD $(id -u) $(hostname); cat /proc/self/mountinfo"],
            """ "Env": ["COLOR=blue"], "WorkingDir": "/tmp", "User": "nobody", "Hostname": "box" """, """ "Tmpfs": {"/t": "size=1m"} """);
        Assert.Equal(0, await container.WaitAsync());
        var (said, _) = await container.LogsAsync();
        Assert.StartsWith("blue /tmp 65534 box\n", said, StringComparison.Ordinal);
        Assert.Contains(" /t rw", said, StringComparison.Ordinal);
    }

    public async Task GetsSignalsAsync()
    {
        await using var container = await ApiContainer.StartAsync(_api, "trap 'echo got-usr1' USR1; echo ready; while :; do sleep 0.05; done");
        await container.SaysAsync("ready");
        await container.PostAsync("/kill?signal=USR1");
        await container.SaysAsync("got-usr1");
        Assert.Equal("running", await container.StatusAsync());
    }

    public async Task IsKilledAsync()
    {
        await using var container = await ApiContainer.SleepingAsync(_api);
        var pid = await container.PidAsync();
        await container.PostAsync("/kill");
        Assert.Equal(137, await container.WaitAsync());
        Assert.False(Directory.Exists($"/proc/{pid}"));
    }

    public async Task IsFrozenWhilePausedAsync()
    {
        await using var container = await ApiContainer.SleepingAsync(_api);
        await container.PostAsync("/pause");
        Assert.True(await container.IsFrozenAsync());
        Assert.Equal(("paused", "paused"), (await container.StatusAsync(), (string)(await container.TaskAsync())!["Status"]!));
    }

    public async Task GoesOnWhenResumedAsync()
    {
        await using var container = await ApiContainer.StartAsync(_api, "trap 'echo resumed' USR1; echo ready; while :; do sleep 0.05; done");
        await container.SaysAsync("ready");
        await container.PostAsync("/pause");
        await Kernel.SignalAsync("USR1", await container.PidAsync()); // It waits until the process may run again.
        Assert.DoesNotContain("resumed", (await container.LogsAsync()).Stdout, StringComparison.Ordinal);
        await container.PostAsync("/unpause");
        Assert.False(await container.IsFrozenAsync());
        await container.SaysAsync("resumed");
    }

    public async Task ExitIsWaitedForAsync()
    {
        await using var container = await ApiContainer.CreateAsync(_api, ["sh", "-c", "exit 42"]);
        using var request = new HttpRequestMessage(HttpMethod.Post, container.Path + "/wait?condition=next-exit");
        using var waiting = await engine.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead); // Begun before the start.
        await container.PostAsync("/start");
        Assert.Equal(42, (int)JsonNode.Parse(await waiting.Content.ReadAsStringAsync())!["StatusCode"]!);
        Assert.Equal(42, await container.WaitAsync());
    }

    public async Task ExitIsToldWithItsTimeAsync()
    {
        await using var container = await ApiContainer.StartAsync(_api, "exit 9");
        await container.WaitAsync();
        var state = await container.StateAsync();
        Assert.Equal((9, 0, "exited"), ((int)state["ExitCode"]!, (int)state["Pid"]!, (string)state["Status"]!));
        var (started, finished) = (Time(state, "StartedAt"), Time(state, "FinishedAt"));
        Assert.True(started <= finished && finished <= DateTimeOffset.UtcNow && finished > DateTimeOffset.UtcNow.AddMinutes(-5), $"{started} {finished}");
    }

    public async Task TaskIsGoneWhenStoppedAsync()
    {
        await using var container = await ApiContainer.SleepingAsync(_api);
        var pid = await container.PidAsync();
        await container.PostAsync("/stop?t=0");
        await Eventually.BecomesTrueAsync(async () => (await container.HeldAsync()).Count == 0);
        Assert.True(await container.IsRecordedAsync());
        Assert.False(Directory.Exists($"/proc/{pid}"));
        await container.PostAsync("/start");
        Assert.NotNull(await container.TaskAsync());
    }

    public async Task IsGoneWhenDeletedAsync()
    {
        await using var container = await ApiContainer.SleepingAsync(_api);
        await container.RemoveAsync();
        Assert.False(await container.IsRecordedAsync());
        Assert.Empty(await container.HeldAsync());
        Assert.Contains("No such container", await _api.RefusedAsync(404, HttpMethod.Get, container.Path + "/json"), StringComparison.Ordinal);
    }

    public async Task LimitsChangeWhileItRunsAsync()
    {
        await using var container = await ApiContainer.StartAsync(_api, ["sleep", "1000"], host: """ "Memory": 33554432, "MemorySwap": 67108864 """);
        Assert.Equal("33554432", await container.CgroupAsync("memory", "memory.limit_in_bytes", "memory.max"));
        await container.PostAsync("/update", """{"Memory": 50331648, "PidsLimit": 77}""");
        Assert.Equal("50331648", await container.CgroupAsync("memory", "memory.limit_in_bytes", "memory.max"));
        Assert.Equal("77", await container.CgroupAsync("pids", "pids.max", "pids.max"));
    }

    public async Task FiguresAreThoseOfTheCgroupAsync()
    {
        await using var container = await ApiContainer.StartAsync(_api, ["sleep", "1000"], host: """ "PidsLimit": 55 """);
        // runc's own threads count, for a moment.
        await Eventually.BecomesTrueAsync(async () => (await container.CgroupAsync("pids", "pids.current", "pids.current")).Trim() == "1");
        var figures = await container.GetAsync("/stats?stream=0&one-shot=1");
        Assert.Equal((1, 55), ((int)figures["pids_stats"]!["current"]!, (int)figures["pids_stats"]!["limit"]!));
        var now = long.Parse(await container.CgroupAsync("memory", "memory.usage_in_bytes", "memory.current"), System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange((long)figures["memory_stats"]!["usage"]!, now / 3, now * 3);
        Assert.True((long)figures["cpu_stats"]!["cpu_usage"]!["total_usage"]! > 0);
    }

    /// <summary><c>top</c> has every process of the container, and none of others'.</summary>
    public async Task ProcessesAreListedAsync()
    {
        await using var container = await ApiContainer.StartAsync(_api, "sleep 1001 & sleep 1002 & echo ready; wait");
        await container.SaysAsync("ready");
        await Eventually.BecomesTrueAsync(async () => (await container.CgroupPidsAsync()).Length == 3);
        var top = await container.GetAsync("/top?ps_args=-o%20pid,args");
        Assert.Equal(["PID", "COMMAND"], top["Titles"]!.AsArray().Select(title => (string)title!));
        var rows = top["Processes"]!.AsArray().Select(row => (Pid: int.Parse((string)row![0]!, System.Globalization.CultureInfo.InvariantCulture), Command: (string)row[1]!)).ToList();
        Assert.Equal(await container.CgroupPidsAsync(), rows.Select(row => row.Pid).Order());
        Assert.Contains("sleep 1002", rows.Select(row => row.Command));
    }

    public async Task FirstPidIsShownAsync()
    {
        await using var container = await ApiContainer.SleepingAsync(_api);
        Assert.Equal(await container.PidAsync(), Assert.Single(await container.CgroupPidsAsync()));
    }

    private static DateTimeOffset Time(JsonNode state, string name) =>
        DateTimeOffset.Parse((string)state[name]!, System.Globalization.CultureInfo.InvariantCulture);
}
