using EngineApi.Testing;
using Xunit;

namespace EngineApi.Clients.Tests.Networks;

/// <summary>Containers find each other by name. On a gateway of their own: tests kill it.</summary>
public sealed class NetworkDnsTests : IAsyncLifetime
{
    private readonly EngineProcess _engine = new();
    private readonly DockerCli _docker;

    public NetworkDnsTests() => _docker = new(_engine);

    public ValueTask InitializeAsync() => _engine.InitializeAsync();

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    [Fact]
    public async Task Names_resolve_on_each_network_that_a_container_is_on_even_without_the_gateway()
    {
        await _docker.OkAsync("network", "create", "front");
        await _docker.OkAsync("network", "create", "back");
        var db = await _docker.OkAsync("run", "-d", "--name", "db", "--network", "back", "--network-alias", "Storage", "busybox", "sleep", "1000");
        await _docker.OkAsync("run", "-d", "--name", "lone", "--network", "front", "busybox", "sleep", "1000");
        await _docker.OkAsync("run", "-d", "--name", "web", "--network", "front", "busybox", "sleep", "1000");
        Assert.NotEqual(0, (await LookUpAsync("web", "db")).ExitCode);
        await _docker.OkAsync("network", "connect", "--alias", "www", "back", "web");
        var address = await _docker.InspectAsync("db", "{{.NetworkSettings.Networks.back.IPAddress}}");
        foreach (var name in new[] { "db", "storage", db[..12] })
            Assert.Contains(address, (await LookUpAsync("web", name)).Ok(), StringComparison.Ordinal);
        // From the first word of a process on.
        Assert.Contains(address, await _docker.OkAsync("run", "--rm", "--network", "back", "busybox", "nslookup", "db"), StringComparison.Ordinal);
        Assert.Contains(await _docker.InspectAsync("web", "{{.NetworkSettings.Networks.back.IPAddress}}"), (await LookUpAsync("db", "www")).Ok(), StringComparison.Ordinal);
        Assert.NotEqual(0, (await LookUpAsync("lone", "db")).ExitCode);
        var last = address.Split('.').Reverse();
        Assert.Contains("name = db.back", (await LookUpAsync("web", $"{string.Join('.', last)}.in-addr.arpa", "-type=ptr")).Ok(), StringComparison.Ordinal);

        await _docker.OkAsync("rename", "db", "database");
        Assert.Contains(address, (await LookUpAsync("web", "database")).Ok(), StringComparison.Ordinal);
        await _docker.OkAsync("rename", "database", "db");

        // The container's own shell asks on while there is no gateway; what it found is there afterwards.
        await _docker.OkAsync("run", "-d", "--name", "asks", "--network", "back", "busybox", "sh", "-c", "while true; do nslookup db >/dev/null 2>&1 && cat /proc/uptime >/tmp/good; done");
        var good = $"/proc/{await _docker.InspectAsync("asks", "{{.State.Pid}}")}/root/tmp/good";
        await Eventually.BecomesTrueAsync(() => File.Exists(good));
        await _engine.KillAsync();
        var before = File.ReadAllText(good);
        await Eventually.BecomesTrueAsync(() => File.ReadAllText(good) is { Length: > 0 } now && now != before);
        await _engine.StartAsync();
        Assert.Contains(address, (await LookUpAsync("web", "db")).Ok(), StringComparison.Ordinal);
        Assert.Contains(address, await _docker.OkAsync("run", "--rm", "--network", "back", "busybox", "nslookup", "db"), StringComparison.Ordinal);
        await _docker.OkAsync("rm", "-f", "db", "lone", "web", "asks");
        await _docker.OkAsync("network", "rm", "front", "back");
    }

    [Fact]
    public async Task The_name_server_is_127_0_0_11_whatever_networks_come_and_go()
    {
        await _docker.OkAsync("network", "create", "first");
        await _docker.OkAsync("network", "create", "--internal", "second");
        await _docker.OkAsync("run", "-d", "--name", "db", "--network", "first", "busybox", "sleep", "1000");
        await _docker.OkAsync("run", "-d", "--name", "cache", "--network", "second", "busybox", "sleep", "1000");
        await _docker.OkAsync("run", "-d", "--name", "web", "--network", "first", "busybox", "sleep", "1000");
        Assert.Contains("nameserver 127.0.0.11\n", await _docker.OkAsync("exec", "web", "cat", "/etc/resolv.conf"), StringComparison.Ordinal);
        await FindsAsync("web", "db", "first");

        await _docker.OkAsync("network", "connect", "second", "web");
        await FindsAsync("web", "db", "first");
        await FindsAsync("web", "cache", "second");

        // It goes on from the network that is left, also when another gateway process does it.
        await _engine.KillAsync();
        await _engine.StartAsync();
        await _docker.OkAsync("network", "disconnect", "first", "web");
        await FindsAsync("web", "cache", "second");
        Assert.NotEqual(0, (await LookUpAsync("web", "db")).ExitCode);
        Assert.Contains("nameserver 127.0.0.11\n", await _docker.OkAsync("exec", "web", "cat", "/etc/resolv.conf"), StringComparison.Ordinal);

        await _docker.OkAsync("network", "connect", "first", "web");
        await FindsAsync("web", "db", "first");
        await _docker.OkAsync("network", "disconnect", "first", "web");
        await _docker.OkAsync("network", "disconnect", "second", "web");
        Assert.DoesNotContain("127.0.0.11", await _docker.OkAsync("exec", "web", "cat", "/etc/resolv.conf"), StringComparison.Ordinal);
        Assert.Contains("refused", (await _docker.RunAsync(["exec", "web", "nc", "127.0.0.11", "53"])).Error, StringComparison.Ordinal);

        await _docker.OkAsync("rm", "-f", "db", "cache", "web");
        await _docker.OkAsync("network", "rm", "first", "second");
    }

    [Fact]
    public async Task Names_resolve_where_the_host_has_no_address()
    {
        var created = await _docker.RunAsync("network", "create", "-d", "macvlan", "lan");
        Assert.SkipWhen(created.Error.Contains("the kernel of this host has no", StringComparison.Ordinal), "the kernel has no macvlan interfaces");
        created.Ok();
        await _docker.OkAsync("run", "-d", "--name", "db", "--network", "lan", "busybox", "sleep", "1000");
        Assert.Contains(
            await _docker.InspectAsync("db", "{{.NetworkSettings.Networks.lan.IPAddress}}"),
            await _docker.OkAsync("run", "--rm", "--network", "lan", "busybox", "nslookup", "db"), StringComparison.Ordinal);
        await _docker.OkAsync("rm", "-f", "db");
        await _docker.OkAsync("network", "rm", "lan");
    }

    [Fact]
    public async Task Fifty_started_at_once_have_fifty_addresses_and_names()
    {
        await _docker.OkAsync("network", "create", "crowd");
        var ids = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => _docker.OkAsync("create", "--name", "m" + i, "--network", "crowd", "busybox", "sleep", "1000")));
        await Task.WhenAll(ids.Select(id => _docker.OkAsync("start", id)));
        var addresses = (await _docker.OkAsync(["inspect", "--format", "{{.NetworkSettings.Networks.crowd.IPAddress}}", .. ids])).Split('\n');
        Assert.Equal(50, addresses.Distinct().Count());
        var files = (await _docker.OkAsync(["inspect", "--format", "{{.ResolvConfPath}}", .. ids])).Split('\n');
        Assert.All(files, file => Assert.StartsWith("nameserver 127.0.0.11\n", File.ReadAllText(file), StringComparison.Ordinal));
        var found = await _docker.OkAsync("exec", "m7", "sh", "-c", "for i in $(seq 0 49); do nslookup m$i | tail -n +3; done");
        Assert.All(addresses, address => Assert.Contains($"Address: {address}\n", found + "\n", StringComparison.Ordinal));
        await _docker.OkAsync(["rm", "-f", .. ids]);
        await _docker.OkAsync("network", "rm", "crowd");
    }

    /// <summary>By the address alone, as configurations have it, and by resolv.conf.</summary>
    private async Task FindsAsync(string from, string name, string network)
    {
        var address = await _docker.InspectAsync(name, $"{{{{.NetworkSettings.Networks.{network}.IPAddress}}}}");
        Assert.Contains(address, await _docker.OkAsync("exec", from, "nslookup", name, "127.0.0.11"), StringComparison.Ordinal);
        Assert.Contains(address, (await LookUpAsync(from, name)).Ok(), StringComparison.Ordinal);
    }

    private Task<CliResult> LookUpAsync(string from, string name, params string[] options) => _docker.RunAsync(["exec", from, "nslookup", .. options, name]);
}
