using EngineApi.Testing;
using Xunit;

namespace EngineApi.Clients.Tests.Networks;

/// <summary>What a gateway does with a host's forwarding and rules, and what it makes of others' doings; on a host of its own.</summary>
public sealed class HostFirewallTests : IAsyncLifetime
{
    private const string Server = "while :; do echo here | nc -l -p 80; done";

    private readonly EngineProcess _engine;
    private readonly DockerCli _docker;
    private HostNamespace? _host;
    private string[] _options = [];
    private string[] _environment = [];

    public HostFirewallTests()
    {
        _engine = new() { Launcher = _ => [.. _host!.Enter, "env", .. _environment], Options = _ => _options };
        _docker = new(_engine);
    }

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(Tools.PathOf("iptables-restore") is null, "iptables is not installed");
        Assert.SkipWhen(Tools.WhatContainersMiss() is not null, Tools.WhatContainersMiss() ?? "");
        _host = await HostNamespace.CreateAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync();
        if (_host is not null)
            await _host.DisposeAsync();
    }

    [Fact]
    public async Task Who_turns_forwarding_on_lets_nothing_else_through_and_a_flush_does_not_change_that()
    {
        await _engine.InitializeAsync();
        await _docker.OkAsync("network", "create", "--ipv6", "--subnet", "10.71.4.0/24", "--subnet", "fd00:71:4::/64", "both");
        Assert.Equal(("1", "-P FORWARD DROP"), (await _host!.SysctlAsync("ipv4/ip_forward"), await PolicyAsync("iptables")));
        Assert.Equal(("1", "-P FORWARD DROP"), (await _host!.SysctlAsync("ipv6/conf/all/forwarding"), await PolicyAsync("ip6tables")));
        await _docker.OkAsync("run", "-d", "--name", "web", "--network", "both", "-p", "8085:80", BusyboxImage.Name, "sh", "-c", Server);
        await AnswersAsync("127.0.0.1");
        await AnswersAsync("::1");

        // An administrator who wants it otherwise is not overruled by a SIGHUP.
        await InHostAsync("iptables -P FORWARD ACCEPT");
        await _engine.SignalAsync("HUP");
        await _docker.OkAsync("run", "-d", "--name", "more", "--network", "both", "-p", "8086:80", BusyboxImage.Name, "sleep", "1000");
        Assert.Equal("-P FORWARD ACCEPT", await PolicyAsync("iptables"));

        foreach (var flush in new[] { "nft flush ruleset", "iptables -F; iptables -t nat -F", "ip6tables -F; ip6tables -t nat -F", "iptables -F; iptables -X; iptables -t nat -F; iptables -t nat -X" })
        {
            if (Tools.PathOf(flush.Split(' ')[0]) is null)
                continue;
            var before = await RulesAsync();
            await InHostAsync(flush);
            if ((await _docker.ShellAsync("iptables --version")).Output.Contains("legacy", StringComparison.Ordinal))
                await _engine.SignalAsync("HUP");
            await Eventually.BecomesTrueAsync(async () => await RulesAsync() == before, what: $"after {flush} all rules are back");
            Assert.Equal(("-P FORWARD DROP", "-P FORWARD DROP"), (await PolicyAsync("iptables"), await PolicyAsync("ip6tables")));
            await AnswersAsync("127.0.0.1");
            await AnswersAsync("::1");
        }
    }

    [Fact]
    public async Task With_legacy_tables_SIGHUP_brings_back_what_was_flushed()
    {
        var programs = Directory.CreateTempSubdirectory("ea-legacy-");
        foreach (var program in new[] { "iptables", "ip6tables" })
        {
            foreach (var part in new[] { "", "-save", "-restore" })
            {
                Assert.SkipWhen(Tools.PathOf($"{program}-legacy{part}") is null, $"{program}-legacy{part} is not installed");
                File.CreateSymbolicLink(Path.Combine(programs.FullName, program + part), Tools.PathOf($"{program}-legacy{part}")!);
            }
        }

        _environment = [$"PATH={programs.FullName}:{Environment.GetEnvironmentVariable("PATH")}"];
        await InHostAsync("iptables-legacy -t nat -L");
        await _engine.InitializeAsync();
        await _docker.OkAsync("run", "-d", "--name", "web", "-p", "8085:80", BusyboxImage.Name, "sh", "-c", Server);
        Assert.Equal("-P FORWARD DROP", await PolicyAsync("iptables-legacy"));
        await AnswersAsync("127.0.0.1");
        var before = await RulesAsync("iptables-legacy");

        await InHostAsync("iptables-legacy -F; iptables-legacy -X; iptables-legacy -t nat -F; iptables-legacy -t nat -X");
        await _engine.SignalAsync("HUP");

        await Eventually.BecomesTrueAsync(async () => await RulesAsync("iptables-legacy") == before);
        await AnswersAsync("127.0.0.1");
        programs.Delete(recursive: true);
    }

    [Theory]
    [InlineData("--ip-forward-no-drop", "0", "1")]
    [InlineData("--ip-forward=false", "0", "0")]
    [InlineData("--ip-forward=true", "1", "1")]
    public async Task The_policy_stays_where_it_is_not_to_change_and_where_somebody_else_turned_forwarding_on(string option, string before, string after)
    {
        await InHostAsync($"sysctl -q -w net.ipv4.ip_forward={before}");
        _options = [option];
        await _engine.InitializeAsync();
        await _docker.OkAsync("run", "--rm", BusyboxImage.Name, "true");
        Assert.Equal((after, "-P FORWARD ACCEPT"), (await _host!.SysctlAsync("ipv4/ip_forward"), await PolicyAsync("iptables")));
        Assert.Equal(after == "1" ? "true" : "false", await _docker.OkAsync("info", "--format", "{{.IPv4Forwarding}}"));
    }

    [Fact]
    public async Task A_policy_that_could_not_be_set_is_not_set_once_the_administrator_has_turned_forwarding_on()
    {
        var programs = Directory.CreateTempSubdirectory("ea-refused-");
        var (restore, refuse) = (Path.Combine(programs.FullName, "iptables-restore"), Path.Combine(programs.FullName, "refuse"));
        await File.WriteAllTextAsync(restore, $"#!/bin/sh\n[ -e {refuse} ] && echo not now >&2 && exit 2\nexec {Tools.PathOf("iptables-restore")} \"$@\"\n");
        File.SetUnixFileMode(restore, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        _environment = [$"PATH={programs.FullName}:{Environment.GetEnvironmentVariable("PATH")}"];
        await _engine.InitializeAsync();
        await File.WriteAllBytesAsync(refuse, []);
        Assert.Contains("not now", (await _docker.RunAsync("network", "create", "--subnet", "10.71.5.0/24", "first")).Error, StringComparison.Ordinal);

        await InHostAsync("sysctl -q -w net.ipv4.ip_forward=1");
        File.Delete(refuse);
        await _docker.OkAsync("network", "create", "--subnet", "10.71.5.0/24", "second");
        Assert.Equal("-P FORWARD ACCEPT", await PolicyAsync("iptables"));
        programs.Delete(recursive: true);
    }

    private async Task<string> PolicyAsync(string program) => (await InHostAsync(program + " -S FORWARD")).Split('\n')[0];

    /// <summary>Without counters and comments.</summary>
    private async Task<string> RulesAsync(string program = "iptables")
    {
        var both = await InHostAsync($"{program}-save; {program.Replace("ip", "ip6", StringComparison.Ordinal)}-save");
        return string.Join('\n', both.Split('\n').Where(line => line.StartsWith("-A", StringComparison.Ordinal) || line.StartsWith('*')));
    }

    private Task AnswersAsync(string address) => Eventually.BecomesTrueAsync(
        async () => (await _docker.ShellAsync($"{Entered("busybox nc -w 5 " + address + " 8085")} </dev/null")).Output.StartsWith("here", StringComparison.Ordinal),
        what: $"the port answers on {address}");

    private async Task<string> InHostAsync(string line) => (await _docker.ShellAsync(Entered(line))).Ok();

    private string Entered(string line) => $"{string.Join(' ', _host!.Enter)} sh -c '{line}'";
}
