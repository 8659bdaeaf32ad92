using System.Diagnostics;
using System.Globalization;
using EngineApi.Testing;
using Xunit;

namespace EngineApi.Clients.Tests.Restart;

/// <summary>The gateway dies, or is stopped, and comes back while containers go on. With a gateway of its own.</summary>
public sealed class GatewayRestartTests : IAsyncLifetime
{
    private const string Counter = "i=0; while [ $i -lt $0 ]; do i=$((i+1)); echo line $i; [ $((i % 50)) = 0 ] && sleep 0.01; done; exit 17";

    private readonly EngineProcess _engine = new();
    private readonly DockerCli _docker;

    public GatewayRestartTests() => _docker = new(_engine);

    public ValueTask InitializeAsync() => _engine.InitializeAsync();

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    [Fact]
    public async Task Killed_again_and_again_it_loses_and_doubles_no_line_and_knows_the_exit()
    {
        const int Lines = 30_000;
        var id = await _docker.OkAsync("run", "-d", BusyboxImage.Name, "sh", "-c", Counter, $"{Lines}");
        for (var kills = 0; kills < 3; kills++)
        {
            var log = await _docker.InspectAsync(id, "{{.LogPath}}");
            var size = new FileInfo(log).Length;
            await Eventually.BecomesTrueAsync(() => new FileInfo(log).Length > size + 10_000 || IsLast(log, Lines));
            await _engine.KillAsync();
            await _engine.StartAsync();
        }

        Assert.Equal("17", await _docker.OkAsync("wait", id));
        var lines = (await _docker.OkAsync("logs", id)).Split('\n');
        Assert.Equal(Enumerable.Range(1, Lines).Select(number => $"line {number}"), lines);
        await _docker.OkAsync("rm", id);
    }

    [Fact]
    public async Task An_exit_while_it_was_dead_is_seen_with_its_code_and_its_last_words()
    {
        var gate = Path.Combine(_engine.Root, "gate");
        Directory.CreateDirectory(gate);
        string[] script = ["-v", gate + ":/gate", BusyboxImage.Name, "sh", "-c", "echo before; while [ ! -e /gate/open ]; do sleep 0.02; done; echo after; printf unfinished; exit 33"];
        var id = await _docker.OkAsync(["run", "-d", .. script]);
        var removed = await _docker.OkAsync(["run", "-d", "--rm", .. script]);
        var pids = new[] { await PidAsync(id), await PidAsync(removed) };

        await _engine.KillAsync();
        await File.WriteAllTextAsync(Path.Combine(gate, "open"), "");
        await Eventually.BecomesTrueAsync(() => pids.All(pid => !Directory.Exists($"/proc/{pid}")));
        await _engine.StartAsync();

        Assert.Equal("33", await _docker.OkAsync("wait", id));
        Assert.Equal("before\nafter\nunfinished", await _docker.OkAsync("logs", id));
        Assert.Equal("exited", await _docker.InspectAsync(id, "{{.State.Status}}"));
        await Eventually.BecomesTrueAsync(async () => (await _docker.RunAsync("container", "inspect", removed)).ExitCode == 1);
        await _docker.OkAsync("rm", id);
        Directory.Delete(gate, recursive: true);
    }

    [Fact]
    public async Task Stopped_and_started_it_leaves_containers_running_and_works_with_them()
    {
        var name = Unique.Name();
        await _docker.OkAsync("run", "-d", "-i", "--name", name, BusyboxImage.Name, "sh", "-c", "trap 'echo term; exit 8' TERM; echo ready; while read line; do echo got-$line; done; while :; do sleep 0.05; done");
        await _docker.OkAsync("exec", name, "true");
        var pid = await PidAsync(name);
        await _docker.OkAsync("create", "--name", name + "-idle", BusyboxImage.Name);

        await _engine.TerminateAsync();
        Assert.True(Directory.Exists($"/proc/{pid}"));
        await _engine.StartAsync();

        Assert.Equal(pid, await PidAsync(name));
        Assert.Equal("created", await _docker.InspectAsync(name + "-idle", "{{.State.Status}}"));
        await using (var attach = _docker.Begin("attach", name))
        {
            await attach.TypeAsync("typed\n");
            await attach.ShowsAsync("got-typed");
        }

        Assert.Equal("1", await _docker.OkAsync("exec", name, "sh", "-c", "echo 1"));
        await using var follow = _docker.Begin("logs", "-f", name);
        await follow.ShowsAsync("ready\ngot-typed\n");
        await _docker.OkAsync("stop", name);
        Assert.Equal("ready\ngot-typed\nterm", (await follow.EndAsync()).Ok());
        Assert.Equal("8", await _docker.InspectAsync(name, "{{.State.ExitCode}}"));
        await _docker.OkAsync("rm", name, name + "-idle");
    }

    [Fact]
    public async Task A_paused_container_is_still_paused_and_a_terminal_still_a_terminal()
    {
        var paused = await _docker.OkAsync("run", "-d", BusyboxImage.Name, "sleep", "1000");
        await _docker.OkAsync("pause", paused);
        var terminal = await _docker.OkAsync("run", "-dit", BusyboxImage.Name, "sh");
        await _engine.KillAsync();
        await _engine.StartAsync();

        Assert.Equal("paused", await _docker.InspectAsync(paused, "{{.State.Status}}"));
        await _docker.OkAsync("unpause", paused);
        await using (var attach = _docker.BeginOnTerminal("docker attach " + terminal))
        {
            await attach.TypeAsync("echo is-a-\"\"tty $(test -t 0; echo $?)\n");
            await attach.ShowsAsync("is-a-tty 0");
            await attach.TypeAsync("exit 3\n");
            Assert.Equal(3, (await attach.EndAsync()).ExitCode);
        }

        await _docker.OkAsync("rm", "-f", paused, terminal);
    }

    [Fact]
    public async Task Containerd_killed_under_it_is_started_again_and_nothing_is_lost()
    {
        const int Lines = 20_000;
        var id = await _docker.OkAsync("run", "-d", BusyboxImage.Name, "sh", "-c", Counter, $"{Lines}");
        var idle = await _docker.OkAsync("run", "-d", BusyboxImage.Name, "sleep", "1000");
        await using var follow = _docker.Begin("logs", "-f", id);
        await using var exec = _docker.Begin("exec", idle, "sh", "-c", "echo up; sleep 0.5; exit 6");
        await exec.ShowsAsync("up");
        await KillContainerdAsync();

        var lines = (await follow.EndAsync()).Ok().Split('\n');
        Assert.Equal(Enumerable.Range(1, Lines).Select(number => $"line {number}"), lines);
        Assert.Equal("17", await _docker.OkAsync("wait", id));
        Assert.Equal(6, (await exec.EndAsync()).ExitCode);
        Assert.Equal("works", await _docker.OkAsync("exec", idle, "echo", "works"));
        Assert.Equal("works", await _docker.OkAsync("run", "--rm", BusyboxImage.Name, "echo", "works"));
        await _docker.OkAsync("rm", "-f", id, idle);
    }

    [Fact]
    public async Task What_is_asked_while_containerd_is_away_waits_for_it()
    {
        await KillContainerdAsync();
        Assert.Equal("works", await _docker.OkAsync("run", "--rm", BusyboxImage.Name, "echo", "works"));
    }

    private async Task KillContainerdAsync()
    {
        var containerd = ProcessTable.All().Single(process => process.CommandLine[0].EndsWith("containerd", StringComparison.Ordinal)
            && process.CommandLine.Any(argument => argument.StartsWith(_engine.Root, StringComparison.Ordinal)));
        using var process = Process.GetProcessById(containerd.Pid);
        process.Kill();
        await process.WaitForExitAsync();
    }

    private async Task<int> PidAsync(string name) => int.Parse(await _docker.InspectAsync(name, "{{.State.Pid}}"), CultureInfo.InvariantCulture);

    private static bool IsLast(string log, int line) => File.ReadLines(log).LastOrDefault()?.Contains($"line {line}\\n", StringComparison.Ordinal) == true;
}
