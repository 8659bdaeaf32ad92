using System.Diagnostics;
using EngineApi.Testing;
using Xunit;

namespace EngineApi.Clients.Tests.Listeners;

/// <summary>The process among others: TCP, signals, a second instance. With a gateway of its own.</summary>
public sealed class DaemonTests : IAsyncLifetime
{
    private readonly int _port = FreePort.Find();
    private readonly int _metrics = FreePort.Find();
    private readonly EngineProcess _engine;
    private readonly DockerCli _docker;

    public DaemonTests()
    {
        _engine = new()
        {
            Hosts = engine => [engine.DockerHost, $"tcp://127.0.0.1:{_port}"],
            Options = engine => ["--config-file", ConfigFile(engine), "--metrics-addr", $"127.0.0.1:{_metrics}"],
        };
        File.WriteAllText(ConfigFile(_engine), """{"labels":["stage=first"]}""");
        _docker = new(_engine);
    }

    public ValueTask InitializeAsync() => _engine.InitializeAsync();

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    private static string ConfigFile(EngineProcess engine) => Path.Combine(engine.Root, "daemon.json");

    [Fact]
    public async Task Over_tcp_clients_are_served_and_pages_are_not()
    {
        var echoed = await _docker.RunWithInputAsync("in and out"u8.ToArray(), "-H", $"tcp://127.0.0.1:{_port}", "run", "--rm", "-i", BusyboxImage.Name, "cat");
        Assert.Equal("in and out", echoed.Ok());
        await _docker.OkAsync("-H", $"tcp://localhost:{_port}", "version");

        Assert.SkipWhen(Tools.PathOf("curl") is null, "curl is not installed");
        Task<string> CurlAsync(string options) => CurlAsyncOf($"curl -s -o /dev/null -w '%{{http_code}}' {options} http://127.0.0.1:{_port}/containers/json");
        Assert.Equal("200", await CurlAsync(""));
        Assert.Equal("200", await CurlAsync("-0 -H Host:"));
        Assert.Equal("403", await CurlAsync("-H 'Host: rebound.example.com'"));
        Assert.Equal("403", await CurlAsync("-H 'Origin: https://example.com'"));
        Assert.Equal("403", await CurlAsync("-H 'Host: rebound.example.com' -H 'Connection: Upgrade' -H 'Upgrade: tcp' -X POST"));

        Assert.Contains("engine_daemon_container_actions_seconds_count{action=\"start\"} 1", await CurlAsyncOf($"curl -s http://127.0.0.1:{_metrics}/metrics"), StringComparison.Ordinal);
        Assert.Equal("404", await CurlAsyncOf($"curl -s -o /dev/null -w '%{{http_code}}' http://127.0.0.1:{_metrics}/containers/json"));
    }

    [Fact]
    public async Task A_reload_takes_over_what_can_change_and_says_so()
    {
        Assert.Equal("[stage=first]", await _docker.OkAsync("info", "--format", "{{.Labels}}"));
        await using var events = _docker.Begin("events", "--filter", "type=daemon", "--since", "1", "--format", "{{.Action}} {{.Actor.Attributes.labels}} {{.Actor.Attributes.debug}}");

        await File.WriteAllTextAsync(ConfigFile(_engine), """{"labels":["stage=second"],"debug":true,"registry-mirrors":["https://mirror.example.com"]}""");
        await _engine.SignalAsync("HUP");
        await events.ShowsAsync("""reload ["stage=second"] true""");
        Assert.Equal("[stage=second] true [https://mirror.example.com]", await _docker.OkAsync("info", "--format", "{{.Labels}} {{.Debug}} {{.RegistryConfig.Mirrors}}"));

        await File.WriteAllTextAsync(ConfigFile(_engine), """{"labels":"broken"}""");
        await _engine.SignalAsync("HUP");
        await Eventually.BecomesTrueAsync(() => _engine.Log().Contains("configuration not reloaded", StringComparison.Ordinal), TimeSpan.FromSeconds(60));
        Assert.Equal("[stage=second]", await _docker.OkAsync("info", "--format", "{{.Labels}}"));
    }

    [Fact]
    public async Task A_stop_with_open_streams_ends_them_and_is_no_failure()
    {
        var id = await _docker.OkAsync("run", "-d", "-i", BusyboxImage.Name, "sh", "-c", "while :; do echo tick; sleep 0.1; done");
        await using var attach = _docker.Begin("-H", $"tcp://127.0.0.1:{_port}", "attach", id);
        await using var logs = _docker.Begin("logs", "-f", id);
        await using var exec = _docker.Begin("exec", "-i", id, "sh", "-c", "echo up; cat");
        await using var events = _docker.Begin("events", "--since", "1");
        await using var wait = _docker.Begin("wait", id);
        await attach.ShowsAsync("tick");
        await logs.ShowsAsync("tick");
        await exec.ShowsAsync("up");
        await events.ShowsAsync("start");

        await _engine.TerminateAsync();
        await logs.EndAsync();
        await events.EndAsync();
        await exec.EndAsync();
        await attach.EndAsync();
        Assert.NotEqual(0, (await wait.EndAsync()).ExitCode);

        await _engine.StartAsync();
        Assert.Equal("running", await _docker.InspectAsync(id, "{{.State.Status}}"));
        await _docker.OkAsync("rm", "-f", id);
    }

    [Fact]
    public async Task The_pid_file_stands_until_the_private_containerd_has_stopped()
    {
        var pid = _engine.Pid;
        var containerd = ProcessTable.All().Single(process => process.CommandLine[0].EndsWith("containerd", StringComparison.Ordinal)
            && process.CommandLine.Any(argument => argument.StartsWith(_engine.Root, StringComparison.Ordinal)));
        // It is asked to end, and cannot before it goes on.
        await SignalAsync(containerd.Pid, "STOP");
        await _engine.SignalAsync("TERM");
        await Eventually.BecomesTrueAsync(() => IsAskedToEnd(containerd.Pid), TimeSpan.FromSeconds(60));
        Assert.Equal($"{pid}", await File.ReadAllTextAsync(_engine.PidFile));
        await SignalAsync(containerd.Pid, "CONT");
        await _engine.TerminatedAsync();
        Assert.False(File.Exists(_engine.PidFile));
    }

    [Fact]
    public async Task A_second_instance_has_to_have_its_own()
    {
        var id = await _docker.OkAsync("create", BusyboxImage.Name);
        await using (var second = new EngineProcess())
        {
            await second.InitializeAsync();
            var docker = new DockerCli(second);
            Assert.Equal("", await docker.OkAsync("ps", "-aq"));
            var own = await docker.OkAsync("run", "-d", BusyboxImage.Name, "sleep", "1000");
            Assert.Equal(1, (await _docker.RunAsync("inspect", own)).ExitCode);

            var refused = await _docker.ShellAsync(Command(second, "--host", _engine.DockerHost, "--pidfile", second.PidFile + "2", "--exec-root", second.ExecRoot + "2"));
            Assert.Equal($"engineapi: cannot listen on unix://{_engine.SocketPath}: another engine answers there; stop it or choose another --host\n", refused.Failed(3));
            refused = await _docker.ShellAsync(Command(second, "--host", $"unix://{second.Root}/3.sock", "--pidfile", _engine.PidFile));
            Assert.Equal($"engineapi: process with PID {_engine.Pid} is still running: stop it, or remove {_engine.PidFile} if it is not an engine\n", refused.Failed(3));
            refused = await _docker.ShellAsync(Command(second, "--host", $"tcp://127.0.0.1:{_port}", "--pidfile", second.PidFile + "2", "--exec-root", second.ExecRoot + "2"));
            Assert.Contains("address already in use", refused.Failed(3), StringComparison.OrdinalIgnoreCase);
            refused = await _docker.ShellAsync(Command(second, "--host", "tcp://0.0.0.0:0", "--pidfile", second.PidFile + "2"));
            Assert.StartsWith("engineapi: refused to listen on tcp://0.0.0.0:0 without TLS", refused.Failed(3), StringComparison.Ordinal);
            refused = await _docker.ShellAsync(Command(second, "--host", "tcp://127.0.0.1:0", "--tlsverify", "--tlscert", "/nope.pem", "--pidfile", second.PidFile + "2"));
            Assert.Matches(@"^engineapi: could not load the X509 material from /nope\.pem: .*\n$", refused.Failed(3));
        }
        Assert.Equal("created", await _docker.InspectAsync(id, "{{.State.Status}}"));
        await _docker.OkAsync("rm", id);
    }

    /// <summary>SIGTERM is pending.</summary>
    private static bool IsAskedToEnd(int pid)
    {
        var line = File.ReadLines($"/proc/{pid}/status").Single(static line => line.StartsWith("ShdPnd:", StringComparison.Ordinal));
        return (Convert.ToUInt64(line[7..].Trim(), 16) & (1 << (15 - 1))) != 0;
    }

    private static string Command(EngineProcess of, params string[] options) =>
        $"dotnet '{Path.Combine(AppContext.BaseDirectory, "engineapi.dll")}' --data-root {of.DataRoot}2 {string.Join(' ', options)}";

    private async Task<string> CurlAsyncOf(string line) => (await _docker.ShellAsync(line)).Ok();

    private static async Task SignalAsync(int pid, string signal)
    {
        using var kill = Process.Start("kill", ["-" + signal, $"{pid}"]);
        await kill.WaitForExitAsync();
    }
}
