using EngineApi.Testing;
using Xunit;

namespace EngineApi.Clients.Tests.Ancestors.Proofs;

/// <summary>What goes in and out of a container's processes, and the size of their terminals.</summary>
internal sealed class StreamProofs(EngineProcess engine)
{
    private const string ShowSize = "while :; do stty size; sleep 0.05; done";

    private readonly Api _api = new(engine);

    public async Task AllThreeAreAttachedAsync()
    {
        await using var container = await ApiContainer.CreateAsync(
            _api, ["sh", "-c", "read line; echo out-$line; echo err-$line >&2"],
            """ "OpenStdin": true, "StdinOnce": true, "AttachStdin": true, "AttachStdout": true, "AttachStderr": true """);
        using var stream = await HijackClient.PostAsync(engine, container.Path + "/attach?stream=1&stdin=1&stdout=1&stderr=1");
        await container.PostAsync("/start");
        await stream.SendAsync("word\n");
        Assert.Equal(("out-word\n", "err-word\n"), await stream.ReadFramesAsync());
        Assert.Equal(("out-word\n", "err-word\n"), await container.LogsAsync());
    }

    /// <summary>The client's end of its input is the end of the container's.</summary>
    public async Task StdinEndsAsync()
    {
        await using var container = await ApiContainer.CreateAsync(
            _api, ["sh", "-c", "cat; echo end"], """ "OpenStdin": true, "StdinOnce": true, "AttachStdin": true """);
        using var stream = await HijackClient.PostAsync(engine, container.Path + "/attach?stream=1&stdin=1&stdout=1");
        await container.PostAsync("/start");
        await stream.SendAsync("all of it\n");
        stream.HalfClose();
        Assert.Equal("all of it\nend\n", (await stream.ReadFramesAsync()).Stdout);
        Assert.Equal(0, await container.WaitAsync());
    }

    public async Task TerminalIsResizedAsync()
    {
        await using var container = await ApiContainer.StartAsync(_api, ["sh", "-c", ShowSize], """ "Tty": true """);
        await container.PostAsync("/resize?h=33&w=77");
        await using var logs = await engine.Http.GetStreamAsync(new Uri(container.Path + "/logs?stdout=1&follow=1", UriKind.Relative));
        await StreamShows.ThisAsync(logs, "33 77");
    }

    public async Task TerminalBeginsWithItsSizeAsync()
    {
        await using var container = await ApiContainer.StartAsync(_api, ["stty", "size"], """ "Tty": true """, """ "ConsoleSize": [31, 71] """);
        await container.WaitAsync();
        await using var logs = await engine.Http.GetStreamAsync(new Uri(container.Path + "/logs?stdout=1", UriKind.Relative));
        await StreamShows.ThisAsync(logs, "31 71\r\n");
    }

    public async Task TerminalOfAnExecIsResizedAsync()
    {
        await using var container = await ApiContainer.SleepingAsync(_api);
        var exec = (string)(await container.PostAsync("/exec", $$"""{"AttachStdout": true, "Tty": true, "Cmd": ["sh", "-c", "{{ShowSize}}"]}"""))!["Id"]!;
        using var stream = await HijackClient.PostAsync(engine, $"/exec/{exec}/start", """{"Tty": true}""");
        await stream.ReadUntilAsync("\n");
        await _api.PostAsync($"/exec/{exec}/resize?h=34&w=78");
        await stream.ReadUntilAsync("34 78");
    }

    public async Task ExecHasItsOwnAsync()
    {
        await using var container = await ApiContainer.SleepingAsync(_api);
        var exec = (string)(await container.PostAsync(
            "/exec",
            """{"AttachStdin": true, "AttachStdout": true, "AttachStderr": true, "Env": ["COLOR=red"], "WorkingDir": "/tmp", "User": "nobody", "Cmd": ["sh", "-c", "echo $COLOR $PWD $(id -u); cat >&2; exit 5"]}"""))!["Id"]!;
        using var stream = await HijackClient.PostAsync(engine, $"/exec/{exec}/start", "{}");
        await stream.SendAsync("input");
        stream.HalfClose();
        Assert.Equal(("red /tmp 65534\n", "input"), await stream.ReadFramesAsync());
        var ended = (await _api.GetAsync($"/exec/{exec}/json"))!;
        Assert.Equal((false, 5), ((bool)ended["Running"]!, (int)ended["ExitCode"]!));
    }

    public async Task ExecIsAProcessOfTheContainerAsync()
    {
        await using var container = await ApiContainer.SleepingAsync(_api);
        var exec = (string)(await container.PostAsync("/exec", """{"Cmd": ["sleep", "1003"]}"""))!["Id"]!;
        await _api.PostAsync($"/exec/{exec}/start", """{"Detach": true}""");
        var running = (await _api.GetAsync($"/exec/{exec}/json"))!;
        Assert.Equal((true, container.Id), ((bool)running["Running"]!, (string)running["ContainerID"]!));
        var pid = (int)running["Pid"]!;
        await Eventually.BecomesTrueAsync(() => File.ReadAllText($"/proc/{pid}/cmdline") == "sleep\01003\0"); // runc's, for a moment.
        Assert.Contains((int)running["Pid"]!, await container.CgroupPidsAsync());
    }

    /// <summary>containerd has forgotten an exec that has ended; its exit code is still told.</summary>
    public async Task EndedExecIsDeletedAsync()
    {
        await using var container = await ApiContainer.SleepingAsync(_api);
        var exec = (string)(await container.PostAsync("/exec", """{"AttachStdout": true, "Cmd": ["sh", "-c", "exit 6"]}"""))!["Id"]!;
        using (var stream = await HijackClient.PostAsync(engine, $"/exec/{exec}/start", "{}"))
            await stream.ReadAllAsync();
        using var client = new EngineApi.Containerd.ContainerdClient(engine.ContainerdSocket, engine.Namespace);
        await Eventually.BecomesTrueAsync(async () => await IsGoneAsync(client, container.Id, exec));
        Assert.Equal(6, (int)(await _api.GetAsync($"/exec/{exec}/json"))!["ExitCode"]!);
        Assert.Equal("running", await container.StatusAsync());
    }

    /// <summary>A process beside the first one is signalled: a probe that takes too long.</summary>
    public async Task LateProbeIsKilledAsync()
    {
        await using var container = await ApiContainer.StartAsync(
            _api, ["sleep", "1000"], """ "Healthcheck": {"Test": ["CMD", "sleep", "1004"], "Interval": 100000000, "Timeout": 300000000, "Retries": 1} """);
        await Eventually.BecomesTrueAsync(async () => (string)(await container.StateAsync())["Health"]!["Status"]! == "unhealthy");
        var health = (await container.StateAsync())["Health"]!;
        Assert.Contains("Health check exceeded timeout", (string)health["Log"]![0]!["Output"]!, StringComparison.Ordinal);
        await Eventually.BecomesTrueAsync(async () => (await container.CgroupPidsAsync()).Length <= 2); // The first process, and one probe at most.
    }

    private static async Task<bool> IsGoneAsync(EngineApi.Containerd.ContainerdClient client, string container, string exec)
    {
        try
        {
            await client.Tasks.Of(container).Exec(exec).GetAsync(CancellationToken.None);
            return false;
        }
        catch (EngineApi.Containerd.ContainerdException e) when (e.Kind == EngineApi.Containerd.ContainerdErrorKind.NotFound)
        {
            return true;
        }
    }
}
