using Xunit;

namespace EngineApi.Clients.Tests.Networks;

/// <summary><c>docker network</c>, and what <c>docker run</c> says of networks.</summary>
public sealed class NetworkTests(EngineProcess engine)
{
    private readonly DockerCli _docker = new(engine);
    private readonly string _net = Unique.Name();

    [Fact]
    public async Task A_network_lives_from_create_to_remove()
    {
        var id = await _docker.OkAsync("network", "create", "--label", "tier=" + _net, "--subnet", "10.250.1.0/24", "--gateway", "10.250.1.9", "--opt", "com.docker.network.driver.mtu=1400", _net);
        Assert.Equal(id, await _docker.OkAsync("network", "ls", "-q", "--no-trunc", "--filter", "label=tier=" + _net));
        Assert.Equal("bridge local 10.250.1.0/24 10.250.1.9 1400", await NetworkAsync(
            _net, "{{.Driver}} {{.Scope}} {{(index .IPAM.Config 0).Subnet}} {{(index .IPAM.Config 0).Gateway}} {{index .Options \"com.docker.network.driver.mtu\"}}"));
        Assert.Contains("network with name " + _net + " already exists", (await _docker.RunAsync("network", "create", _net)).Error, StringComparison.Ordinal);
        Assert.Contains("Pool overlaps with other one", (await _docker.RunAsync("network", "create", "--subnet", "10.250.0.0/16", _net + "2")).Error, StringComparison.Ordinal);
        Assert.Equal(_net, await _docker.OkAsync("network", "rm", _net));
        Assert.Contains($"network {_net} not found", (await _docker.RunAsync("network", "inspect", _net)).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_container_has_what_it_asks_for_and_loses_it_when_it_ends()
    {
        await _docker.OkAsync("network", "create", "--subnet", "10.250.2.0/24", _net);
        var name = _net + "-c";
        var id = await _docker.OkAsync("run", "-d", "--name", name, "--network", _net, "--ip", "10.250.2.77", "--mac-address", "02:11:22:33:44:55", "--network-alias", "www", "busybox", "sleep", "1000");
        Assert.Equal("10.250.2.77/24 10.250.2.1 02:11:22:33:44:55 [www]", await EndpointAsync(name, "{{.IPAddress}}/{{.IPPrefixLen}} {{.Gateway}} {{.MacAddress}} {{.Aliases}}"));
        Assert.Equal($"[{name} www {id[..12]}]", await EndpointAsync(name, "{{.DNSNames}}"));
        Assert.Equal($"{name} 10.250.2.77/24", await NetworkAsync(_net, $"{{{{with index .Containers \"{id}\"}}}}{{{{.Name}}}} {{{{.IPv4Address}}}}{{{{end}}}}"));
        Assert.Contains("inet 10.250.2.77/24", await _docker.OkAsync("exec", name, "ip", "addr", "show", "eth0"), StringComparison.Ordinal);
        Assert.Contains($"10.250.2.77\t{id[..12]}", await _docker.OkAsync("exec", name, "cat", "/etc/hosts"), StringComparison.Ordinal);
        Assert.Contains("has active endpoints (name:\"" + name, (await _docker.RunAsync("network", "rm", _net)).Error, StringComparison.Ordinal);
        Assert.Contains("Address already in use", (await _docker.RunAsync("run", "--rm", "--network", _net, "--ip", "10.250.2.77", "busybox")).Error, StringComparison.Ordinal);
        await _docker.OkAsync("kill", name);
        await _docker.OkAsync("wait", name);
        Assert.Equal($"/0 {await NetworkAsync(_net, "{{.Id}}")} ", await EndpointAsync(name, "{{.IPAddress}}/{{.IPPrefixLen}} {{.NetworkID}} {{.EndpointID}}"));
        await _docker.OkAsync("network", "rm", _net);
        Assert.Contains($"network {_net} not found", (await _docker.RunAsync("start", name)).Error, StringComparison.Ordinal);
        await _docker.OkAsync("rm", name);
    }

    [Fact]
    public async Task A_running_container_is_connected_and_disconnected()
    {
        var other = _net + "-b";
        await _docker.OkAsync("network", "create", _net);
        await _docker.OkAsync("network", "create", other);
        var name = _net + "-c";
        await _docker.OkAsync("run", "-d", "--name", name, "--network", _net, "busybox", "sleep", "1000");
        await _docker.OkAsync("network", "connect", "--alias", "second", other, name);
        Assert.Contains("inet " + await EndpointAsync(name, "{{.IPAddress}}/{{.IPPrefixLen}}", other), await _docker.OkAsync("exec", name, "ip", "addr", "show", "eth1"), StringComparison.Ordinal);
        Assert.Contains("already exists in network " + other, (await _docker.RunAsync("network", "connect", other, name)).Error, StringComparison.Ordinal);
        await _docker.OkAsync("network", "disconnect", _net, name);
        Assert.Contains("is not connected to network " + _net, (await _docker.RunAsync("network", "disconnect", _net, name)).Error, StringComparison.Ordinal);
        Assert.NotEqual(0, (await _docker.RunAsync("exec", name, "ip", "addr", "show", "eth0")).ExitCode);
        Assert.Contains("default via", await _docker.OkAsync("exec", name, "ip", "route"), StringComparison.Ordinal);
        await _docker.OkAsync("network", "rm", _net);
        await _docker.OkAsync("restart", "-t", "0", name);
        Assert.Equal(other, await _docker.InspectAsync(name, "{{range $k, $v := .NetworkSettings.Networks}}{{$k}}{{end}}"));
        Assert.Equal("[second]", await EndpointAsync(name, "{{.Aliases}}", other));
        await _docker.OkAsync("rm", "-f", name);
        await _docker.OkAsync("network", "rm", other);
    }

    [Fact]
    public async Task Events_tell_of_networks_as_dockerd_does()
    {
        var since = $"{DateTimeOffset.UtcNow.ToUnixTimeSeconds()}";
        await _docker.OkAsync("network", "create", _net);
        var id = await _docker.OkAsync("run", "-d", "--network", _net, "busybox", "true");
        await _docker.OkAsync("wait", id);
        await _docker.OkAsync("rm", id);
        await _docker.OkAsync("network", "rm", _net);
        var events = await _docker.OkAsync("events", "--since", since, "--until", DockerCli.NextSecond(), "--filter", "network=" + _net, "--format", "{{.Action}} {{.Actor.Attributes.type}} {{.Actor.Attributes.container}}");
        Assert.Equal(["create bridge <no value>", $"connect bridge {id}", $"disconnect bridge {id}", "destroy bridge <no value>"], events.Split('\n'));
    }

    [Fact]
    public async Task A_prune_takes_networks_that_nobody_is_on()
    {
        await _docker.OkAsync("network", "create", "--label", _net, _net);
        Assert.Contains(_net, await _docker.OkAsync("network", "prune", "-f", "--filter", "label=" + _net), StringComparison.Ordinal);
        Assert.Equal("", await _docker.OkAsync("network", "ls", "-q", "--filter", "label=" + _net));
    }

    [Fact]
    public async Task Extra_hosts_and_the_hosts_address_are_in_the_file()
    {
        await _docker.OkAsync("network", "create", _net);
        var hosts = await _docker.OkAsync("run", "--rm", "--network", _net, "--add-host", "db:10.9.8.7", "--add-host", "host.docker.internal:host-gateway", "busybox", "cat", "/etc/hosts");
        Assert.Contains("10.9.8.7\tdb\n", hosts, StringComparison.Ordinal);
        Assert.Contains(await NetworkAsync("bridge", "{{(index .IPAM.Config 0).Gateway}}") + "\thost.docker.internal\n", hosts, StringComparison.Ordinal);
        await _docker.OkAsync("network", "rm", _net);
    }

    [Fact]
    public async Task Links_are_names_on_the_default_bridge()
    {
        var (db, web) = (_net + "-db", _net + "-web");
        await _docker.OkAsync("run", "-d", "--name", db, "busybox", "sleep", "1000");
        var address = await EndpointAsync(db, "{{.IPAddress}}", "bridge");
        Assert.Contains($"{address}\tdatabase ", await _docker.OkAsync("run", "--rm", "--name", web, "--link", db + ":database", "busybox", "cat", "/etc/hosts"), StringComparison.Ordinal);
        await _docker.OkAsync("kill", db);
        await _docker.OkAsync("wait", db);
        Assert.Contains("could not get container for nobody: No such container: nobody", (await _docker.RunAsync("run", "--name", web, "--link", "nobody", "busybox", "true")).Error, StringComparison.Ordinal);
        Assert.NotEqual(0, (await _docker.RunAsync("container", "inspect", web)).ExitCode);
        Assert.Contains("Cannot link to a non running container", (await _docker.RunAsync("run", "--rm", "--link", db, "busybox", "true")).Error, StringComparison.Ordinal);
        await _docker.OkAsync("rm", db);
    }

    [Fact]
    public async Task Who_is_not_on_the_default_bridge_cannot_be_linked_to_there()
    {
        var host = _net + "-host";
        await _docker.OkAsync("network", "create", _net);
        await _docker.OkAsync("run", "-d", "--name", _net, "--network", _net, "busybox", "sleep", "1000");
        Assert.Contains($"Cannot link to /{_net}, as it does not belong to the default network", (await _docker.RunAsync("run", "--rm", "--link", _net, "busybox", "true")).Error, StringComparison.Ordinal);
        await _docker.OkAsync("create", "--name", host, "--network", "host", "busybox");
        Assert.Contains("host type networking can't be used with links", (await _docker.RunAsync("run", "--rm", "--link", host, "busybox", "true")).Error, StringComparison.Ordinal);
        Assert.Contains("endpoint nobody not found", (await _docker.RunAsync("network", "disconnect", "-f", _net, "nobody")).Error, StringComparison.Ordinal);
        await _docker.OkAsync("rm", "-f", _net, host);
        await _docker.OkAsync("network", "rm", _net);
    }

    [Fact]
    public async Task Who_leaves_all_networks_has_no_ports_and_stays_away_and_gets_both_with_the_next()
    {
        await _docker.OkAsync("network", "create", "-o", "com.docker.network.container_iface_prefix=lan", _net);
        await _docker.OkAsync("run", "-d", "--name", _net, "--network", _net, "-p", "80", "busybox", "sleep", "1000");
        await _docker.OkAsync("exec", _net, "ip", "addr", "show", "lan0");
        await _docker.OkAsync("network", "disconnect", _net, _net);
        Assert.Equal("0 map[]", await _docker.InspectAsync(_net, "{{len .NetworkSettings.Networks}} {{.NetworkSettings.Ports}}"));
        await _docker.OkAsync("restart", "-t", "0", _net);
        Assert.Equal("0 map[]", await _docker.InspectAsync(_net, "{{len .NetworkSettings.Networks}} {{.NetworkSettings.Ports}}"));
        await _docker.OkAsync("network", "connect", _net, _net);
        await _docker.OkAsync("exec", _net, "ip", "addr", "show", "lan0");
        Assert.NotEqual("", await _docker.OkAsync("port", _net, "80"));
        await _docker.OkAsync("rm", "-f", _net);
        await _docker.OkAsync("network", "rm", _net);
    }

    [Fact]
    public async Task Who_leaves_none_can_get_on_a_network()
    {
        await _docker.OkAsync("network", "create", _net);
        await _docker.OkAsync("run", "-d", "--name", _net, "--network", "none", "busybox", "sleep", "1000");
        await _docker.OkAsync("network", "disconnect", "none", _net);
        await _docker.OkAsync("network", "connect", _net, _net);
        var gateway = await EndpointAsync(_net, "{{.Gateway}}");
        await _docker.OkAsync("exec", _net, "ping", "-c", "1", "-W", "10", gateway);
        await _docker.OkAsync("restart", "-t", "0", _net);
        await _docker.OkAsync("exec", _net, "ping", "-c", "1", "-W", "10", gateway);
        await _docker.OkAsync("rm", "-f", _net);
        await _docker.OkAsync("network", "rm", _net);
    }

    [Fact]
    public async Task Nobody_joins_a_network_of_his_own()
    {
        await _docker.OkAsync("create", "--name", _net, "--network", "container:" + _net, "busybox");
        Assert.Contains("cannot join own network", (await _docker.RunAsync("start", _net)).Error, StringComparison.Ordinal);
        await _docker.OkAsync("rm", _net);
    }

    private Task<string> NetworkAsync(string name, string template) => _docker.OkAsync("network", "inspect", "--format", template, name);

    private Task<string> EndpointAsync(string container, string template, string? network = null) =>
        _docker.InspectAsync(container, $"{{{{with index .NetworkSettings.Networks \"{network ?? _net}\"}}}}{template}{{{{end}}}}");
}
