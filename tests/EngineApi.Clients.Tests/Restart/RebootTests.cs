using EngineApi.Testing;
using Xunit;

namespace EngineApi.Clients.Tests.Restart;

/// <summary>After a crash of the whole machine: who has a restart policy runs again, with what it had, and nobody else does.</summary>
public sealed class RebootTests : IAsyncLifetime
{
    private const string Server = "while :; do echo here | nc -l -p 80; done";

    private readonly EngineProcess _engine;
    private readonly DockerCli _docker;
    private HostNamespace? _host;

    public RebootTests()
    {
        _engine = new() { Launcher = _ => _host!.Enter };
        _docker = new(_engine);
    }

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(Tools.WhatContainersMiss() is not null, Tools.WhatContainersMiss() ?? "");
        _host = await HostNamespace.CreateAsync();
        await _engine.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync();
        if (_host is not null)
            await _host.DisposeAsync();
    }

    [Fact]
    public async Task Who_has_a_policy_runs_again_with_its_networks_ports_and_names()
    {
        await _docker.OkAsync("network", "create", "--subnet", "10.71.3.0/24", "app");
        await _docker.OkAsync("run", "-d", "--name", "web", "--restart", "always", "--network", "app", "--ip", "10.71.3.77", "--network-alias", "www", "-p", "8081:80", BusyboxImage.Name, "sh", "-c", Server);
        await _docker.OkAsync("run", "-d", "--name", "db", "--restart", "unless-stopped", "-p", "8082:80", BusyboxImage.Name, "sh", "-c", Server);
        await _docker.OkAsync("network", "connect", "app", "db");
        await _docker.OkAsync("run", "-d", "--name", "job", "--restart", "on-failure:1", BusyboxImage.Name, "sleep", "1000");
        await _docker.OkAsync("run", "-d", "--name", "once", "--network", "app", "--ip", "10.71.3.78", "-p", "8083:80", BusyboxImage.Name, "sleep", "1000");
        await _docker.OkAsync("run", "-d", "--name", "gone", "--rm", "-p", "8084:80", BusyboxImage.Name, "sleep", "1000");
        foreach (var (name, policy) in new[] { ("stopped", "unless-stopped"), ("insistent", "always") })
        {
            await _docker.OkAsync("run", "-d", "--name", name, "--restart", policy, BusyboxImage.Name, "sleep", "1000");
            await _docker.OkAsync("stop", "-t", "0", name);
        }

        await _docker.OkAsync("run", "-d", "--name", "paused", "--restart", "always", BusyboxImage.Name, "sleep", "1000");
        await _docker.OkAsync("pause", "paused");
        // Names in the order that is wrong for a start one after the other.
        await _docker.OkAsync("run", "-d", "--name", "a-guest", "--restart", "always", "--network", "container:web", BusyboxImage.Name, "sleep", "1000");
        await _docker.OkAsync("run", "-d", "--name", "a-friend", "--restart", "always", "--link", "db:base", BusyboxImage.Name, "sleep", "1000");
        await AnswersAsync(8081);

        await Reboot.HappenAsync(_engine, _host!);
        await _engine.StartAsync();

        foreach (var name in new[] { "web", "db", "job", "insistent", "paused", "a-guest", "a-friend" })
            await _docker.UntilAsync(name, "{{.State.Status}} {{.RestartCount}} {{.State.ExitCode}}{{.State.Error}}", "running 0 0");
        await _docker.UntilAsync("once", "{{.State.Status}} {{.State.ExitCode}} {{.State.Pid}} {{.State.Error}}|{{.NetworkSettings.Ports}}", "exited 255 0 |map[]");
        await _docker.UntilAsync("stopped", "{{.State.Status}}", "exited");
        Assert.StartsWith("Exited (255)", await _docker.OkAsync("ps", "-a", "--filter", "name=once", "--format", "{{.Status}}"), StringComparison.Ordinal);
        await Eventually.BecomesTrueAsync(async () => (await _docker.RunAsync("container", "inspect", "gone")).ExitCode != 0);

        Assert.Equal("10.71.3.77", await _docker.InspectAsync("web", "{{.NetworkSettings.Networks.app.IPAddress}}"));
        await _docker.OkAsync("exec", "web", "ping", "-c", "1", "-W", "10", "db");
        await _docker.OkAsync("exec", "db", "ping", "-c", "1", "-W", "10", "www");
        await _docker.OkAsync("exec", "a-friend", "ping", "-c", "1", "-W", "10", "base");
        await _docker.OkAsync("exec", "a-guest", "ping", "-c", "1", "-W", "10", "db");
        await AnswersAsync(8081);
        await AnswersAsync(8082);
        var rules = await SaveAsync();
        Assert.DoesNotContain("8083", rules, StringComparison.Ordinal);
        Assert.DoesNotContain("8084", rules, StringComparison.Ordinal);
        // What those had that do not run is free.
        await _docker.OkAsync("run", "-d", "--name", "heir", "--network", "app", "--ip", "10.71.3.78", "-p", "8083:80", BusyboxImage.Name, "sh", "-c", Server);
        await AnswersAsync(8083);
        Assert.Equal(7, MountTable.Under(Path.Combine(_engine.ExecRoot, "netns")).Count);
    }

    private async Task AnswersAsync(int port) => await Eventually.BecomesTrueAsync(
        async () => (await InHostAsync($"busybox nc -w 5 127.0.0.1 {port} </dev/null")).Output.StartsWith("here", StringComparison.Ordinal),
        what: $"port {port} answers");

    private async Task<string> SaveAsync() => (await InHostAsync("iptables-save")).Ok();

    private Task<CliResult> InHostAsync(string line) => _docker.ShellAsync($"{string.Join(' ', _host!.Enter)} {line}");
}
