using EngineApi.Engine.Networks;
using EngineApi.Engine.Networks.Addresses;
using EngineApi.Wire;
using Xunit;

namespace EngineApi.Engine.Tests.Networks;

public sealed class NetworkVerbsTests : IDisposable
{
    private readonly TestNetworks _networks = new("base=10.100.0.0/16,size=24");

    public void Dispose() => _networks.Dispose();

    [Fact]
    public async Task A_network_is_made_and_shown_with_what_it_was_given()
    {
        var id = (await _networks.CreateAsync("one", request => request.Labels = new() { ["k"] = "v" })).Id;
        var shown = _networks.Get<InspectNetwork>().Execute("one", "");
        Assert.Equal((id, "one", "bridge", "local", true, false), (shown.Id, shown.Name, shown.Driver, shown.Scope, shown.EnableIPv4, shown.EnableIPv6));
        Assert.Equal(("10.100.0.0/24", "10.100.0.1"), (shown.IPAM.Config![0].Subnet, shown.IPAM.Config[0].Gateway));
        Assert.Equal("v", shown.Labels!["k"]);
        Assert.Equal(["one"], _networks.Driver.Made);
        Assert.Equal([("create", "one")], _networks.Events());
    }

    [Fact]
    public async Task Many_at_once_get_different_subnets()
    {
        await Task.WhenAll(Enumerable.Range(0, 50).Select(i => _networks.CreateAsync("net" + i)));
        Assert.Equal(50, _networks.Table.All.Where(network => network.Name.StartsWith("net")).Select(network => network.Ipam.Config![0].Subnet).Distinct().Count());
    }

    [Theory]
    [InlineData("bridge", ErrorKind.Forbidden, "operation is not permitted on predefined bridge network")]
    [InlineData("", ErrorKind.InvalidParameter, "invalid name: name is empty")]
    [InlineData("taken", ErrorKind.Conflict, "network with name taken already exists")]
    public async Task Names_that_cannot_be_are_refused(string name, ErrorKind kind, string message)
    {
        await _networks.CreateAsync("taken");
        var refused = await Assert.ThrowsAsync<EngineException>(() => _networks.CreateAsync(name));
        Assert.Equal((kind, message), (refused.Kind, refused.Message));
    }

    [Theory]
    [InlineData("nosuch", ErrorKind.NotFound, "plugin \"nosuch\" not found")]
    [InlineData("host", ErrorKind.Forbidden, "only one instance of \"host\" network is allowed")]
    [InlineData("null", ErrorKind.Forbidden, "only one instance of \"null\" network is allowed")]
    [InlineData("overlay", ErrorKind.Unavailable, "This node is not a swarm manager.*")]
    public async Task Drivers_that_are_not_offered_are_refused(string driver, ErrorKind kind, string message)
    {
        var refused = await Assert.ThrowsAsync<EngineException>(() => _networks.CreateAsync("one", request => request.Driver = driver));
        Assert.Equal(kind, refused.Kind);
        Assert.StartsWith(message.TrimEnd('*'), refused.Message);
    }

    [Theory]
    [InlineData("com.docker.network.driver.mtu", "foo", "failed to parse com.docker.network.driver.mtu value: foo (strconv.Atoi: parsing \"foo\": invalid syntax)")]
    [InlineData("com.docker.network.driver.mtu", "-1", "invalid MTU number: -1")]
    [InlineData("com.docker.network.bridge.enable_icc", "foo", "failed to parse com.docker.network.bridge.enable_icc value: foo (strconv.ParseBool: parsing \"foo\": invalid syntax)")]
    [InlineData("com.docker.network.bridge.enable_ip_masquerade", "no", "failed to parse com.docker.network.bridge.enable_ip_masquerade value: no (strconv.ParseBool: parsing \"no\": invalid syntax)")]
    [InlineData("com.docker.network.bridge.host_binding_ipv4", "foo", "failed to parse com.docker.network.bridge.host_binding_ipv4 value: foo (nil ip)")]
    [InlineData("com.docker.network.bridge.name", "a-very-long-bridge", "invalid bridge name \"a-very-long-bridge\": an interface cannot be called so")]
    [InlineData("com.docker.network.bridge.name", "a/b", "invalid bridge name \"a/b\": an interface cannot be called so")]
    [InlineData("com.docker.network.bridge.gateway_mode_ipv4", "foo", "unknown gateway mode foo")]
    [InlineData("com.docker.network.bridge.gateway_mode_ipv6", "routed", "the option com.docker.network.bridge.gateway_mode_ipv6=routed is not supported by engineapi yet")]
    [InlineData("com.docker.network.bridge.inhibit_ipv4", "true", "the option com.docker.network.bridge.inhibit_ipv4=true is not supported by engineapi yet")]
    public async Task Options_of_a_bridge_that_cannot_be_are_refused(string option, string value, string message)
    {
        var refused = await Assert.ThrowsAsync<EngineException>(() => _networks.CreateAsync("one", request => request.Options = new() { [option] = value }));
        Assert.Equal((message.Contains("supported", StringComparison.Ordinal) ? ErrorKind.NotImplemented : ErrorKind.InvalidParameter, message), (refused.Kind, refused.Message));
        Assert.Empty(_networks.Driver.Made);
    }

    [Theory]
    [InlineData("f", "0", "nat")]
    [InlineData("True", "t", "")]
    public async Task Options_of_a_bridge_that_say_what_is_so_are_taken(string talks, string masquerades, string mode)
    {
        await _networks.CreateAsync("one", request => request.Options = new()
        {
            ["com.docker.network.bridge.enable_icc"] = talks,
            ["com.docker.network.bridge.enable_ip_masquerade"] = masquerades,
            ["com.docker.network.bridge.inhibit_ipv4"] = "false",
            ["com.docker.network.bridge.gateway_mode_ipv4"] = mode,
        });
        var settings = EngineApi.Engine.Networks.Bridge.BridgeSettings.Of(_networks.Table.Find("one"));
        Assert.Equal((talks == "True", masquerades == "t"), (settings.Talks, settings.Masquerades));
    }

    [Fact]
    public async Task A_bridge_has_one_subnet_of_a_family_and_addresses_of_its_own()
    {
        var two = await Assert.ThrowsAsync<EngineException>(() => _networks.CreateAsync(
            "one", request => request.IPAM = new() { Config = [new() { Subnet = "10.7.0.0/24" }, new() { Subnet = "10.8.0.0/24" }] }));
        Assert.Equal((ErrorKind.Forbidden, "bridge driver doesn't support multiple subnets"), (two.Kind, two.Message));
        var none = await Assert.ThrowsAsync<EngineException>(() => _networks.CreateAsync("one", request => request.IPAM = new() { Driver = "null" }));
        Assert.Equal((ErrorKind.InvalidParameter, "ipv4 pool is empty"), (none.Kind, none.Message));
    }

    [Fact]
    public async Task A_network_is_made_like_a_configuration_and_keeps_it_in_use()
    {
        await _networks.CreateAsync("like", request =>
        {
            request.ConfigOnly = true;
            request.Labels = new() { ["k"] = "v" };
            request.Options = new() { ["com.docker.network.driver.mtu"] = "1400" };
            request.IPAM = new() { Config = [new() { Subnet = "10.7.0.0/16" }] };
        });
        var shown = _networks.Get<InspectNetwork>().Execute("like", "");
        Assert.Equal(("null", true, "10.7.0.0/16", null), (shown.Driver, shown.ConfigOnly, shown.IPAM.Config![0].Subnet, shown.IPAM.Config[0].Gateway));
        Assert.Empty(_networks.Driver.Made);

        await _networks.CreateAsync("one", request => request.ConfigFrom = new() { Network = "like" });
        shown = _networks.Get<InspectNetwork>().Execute("one", "");
        Assert.Equal(("bridge", "like", false, "v", "1400"), (shown.Driver, shown.ConfigFrom.Network, shown.ConfigOnly, shown.Labels!["k"], shown.Options!["com.docker.network.driver.mtu"]));
        Assert.Equal(("10.7.0.0/16", "10.7.0.1"), (shown.IPAM.Config![0].Subnet, shown.IPAM.Config[0].Gateway));

        var used = await Assert.ThrowsAsync<EngineException>(() => _networks.Get<RemoveNetwork>().ExecuteAsync("like", CancellationToken.None));
        Assert.Equal((ErrorKind.Forbidden, "error while removing network: configuration network \"like\" is in use"), (used.Kind, used.Message));
        await _networks.Get<RemoveNetwork>().ExecuteAsync("one", CancellationToken.None);
        Assert.Null((await _networks.Get<PruneNetworks>().ExecuteAsync(Filters.None, CancellationToken.None)).NetworksDeleted);
        await _networks.Get<RemoveNetwork>().ExecuteAsync("like", CancellationToken.None);
    }

    [Fact]
    public async Task A_configuration_and_a_network_like_it_say_nothing_that_the_other_says()
    {
        const string Operators =
            "configuration network can only contain network specific fields. Network operator fields like [ ingress | internal | attachable | scope ] are not supported.";
        await RefusesAsync(request => request.ConfigOnly = request.Internal = true, ErrorKind.Forbidden, Operators);
        await RefusesAsync(
            request => (request.ConfigOnly, request.ConfigFrom) = (true, new() { Network = "like" }), ErrorKind.Forbidden, "a configuration network cannot depend on another configuration network");
        await RefusesAsync(
            request => (request.Labels, request.ConfigFrom) = (new() { ["k"] = "v" }, new() { Network = "like" }),
            ErrorKind.Forbidden,
            "user specified configurations are not supported if the network depends on a configuration network");
        await RefusesAsync(
            request => (request.Options, request.ConfigFrom) = (new() { ["k"] = "v" }, new() { Network = "like" }),
            ErrorKind.Forbidden,
            "network driver options are not supported if the network depends on a configuration network");
        await RefusesAsync(request => request.ConfigFrom = new() { Network = "like" }, ErrorKind.NotFound, "configuration network \"like\" does not exist");
    }

    private async Task RefusesAsync(Action<Wire.Networks.NetworkCreateRequest> more, ErrorKind kind, string message)
    {
        var refused = await Assert.ThrowsAsync<EngineException>(() => _networks.CreateAsync("one", more));
        Assert.Equal((kind, message), (refused.Kind, refused.Message));
    }

    [Fact]
    public async Task A_subnet_of_another_network_is_refused_and_nothing_is_left()
    {
        await _networks.CreateAsync("one", request => request.IPAM = new() { Config = [new() { Subnet = "10.7.0.0/16" }] });
        var refused = await Assert.ThrowsAsync<EngineException>(
            () => _networks.CreateAsync("two", request => request.IPAM = new() { Config = [new() { Subnet = "10.7.5.0/24" }] }));
        Assert.Equal(ErrorKind.Forbidden, refused.Kind);
        Assert.Null(_networks.Table.FindOrNull("two"));
        Assert.Equal(["one"], _networks.Driver.Made);
        Assert.Equal([("create", "one")], _networks.Events());
    }

    [Fact]
    public async Task A_driver_that_fails_leaves_nothing()
    {
        _networks.Driver.Refuses = new EngineException(ErrorKind.System, "no");
        await Assert.ThrowsAsync<EngineException>(() => _networks.CreateAsync("one"));
        Assert.Null(_networks.Table.FindOrNull("one"));
        Assert.Empty(_networks.Driver.Made);
        Assert.Empty(_networks.Events());
        _networks.Driver.Refuses = null;
        await _networks.CreateAsync("one");
        Assert.Equal("10.100.0.0/24", _networks.Table.Find("one").Ipam.Config![0].Subnet);
    }

    [Fact]
    public async Task Two_networks_cannot_have_one_bridge()
    {
        await _networks.CreateAsync("one", request => request.Options = new() { ["com.docker.network.bridge.name"] = "br-x" });
        var refused = await Assert.ThrowsAsync<EngineException>(
            () => _networks.CreateAsync("two", request => request.Options = new() { ["com.docker.network.bridge.name"] = "br-x" }));
        Assert.Equal(ErrorKind.Forbidden, refused.Kind);
        Assert.EndsWith("networks have same bridge name", refused.Message);
    }

    [Fact]
    public async Task A_network_is_removed_unless_somebody_is_on_it()
    {
        await _networks.CreateAsync("one");
        var network = _networks.Table.Find("one");
        var book = _networks.Get<AddressBook>();
        book.Reserve(network, "c");
        var refused = await Assert.ThrowsAsync<EngineException>(() => RemoveAsync("one"));
        Assert.Equal(ErrorKind.Forbidden, refused.Kind);
        Assert.StartsWith($"error while removing network: network one id {network.Id} has active endpoints (", refused.Message);
        book.Release(network.Id, "c");
        await RemoveAsync(network.Id[..10]);
        Assert.Empty(_networks.Driver.Made);
        Assert.Equal([("create", "one"), ("destroy", "one")], _networks.Events());
        var gone = await Assert.ThrowsAsync<EngineException>(() => RemoveAsync("one"));
        Assert.Equal((ErrorKind.NotFound, "network one not found"), (gone.Kind, gone.Message));
    }

    [Theory]
    [InlineData("bridge")]
    [InlineData("host")]
    [InlineData("none")]
    public async Task Predefined_networks_cannot_be_removed(string name)
    {
        var refused = await Assert.ThrowsAsync<EngineException>(() => RemoveAsync(name));
        Assert.Equal((ErrorKind.Forbidden, $"{name} is a pre-defined network and cannot be removed"), (refused.Kind, refused.Message));
    }

    [Fact]
    public async Task Networks_are_listed_by_filters()
    {
        await _networks.CreateAsync("web-front", request => request.Labels = new() { ["tier"] = "front" });
        await _networks.CreateAsync("back");
        _networks.Get<AddressBook>().Reserve(_networks.Table.Find("back"), "c");
        Assert.Equal(["back", "bridge", "host", "none", "web-front"], Names());
        Assert.Equal(["back", "web-front"], Names(("type", "custom")));
        Assert.Equal(["bridge", "host", "none"], Names(("type", "builtin")));
        Assert.Equal(["web-front"], Names(("name", "^web")));
        Assert.Equal(["web-front"], Names(("label", "tier=front")));
        Assert.Equal(["back", "bridge", "web-front"], Names(("driver", "bridge")));
        Assert.Equal(["back"], Names(("id", _networks.Table.Find("back").Id[..8])));
        Assert.Equal(["web-front"], Names(("dangling", "true")));
        Assert.Empty(Names(("scope", "swarm")));
    }

    [Theory]
    [InlineData("nope", "1", "invalid filter 'nope'")]
    [InlineData("type", "other", "invalid filter: 'type'='other'")]
    [InlineData("dangling", "maybe", "invalid value for filter 'dangling', must be \"true\" (or \"1\"), or \"false\" (or \"0\")")]
    public void Filters_that_are_none_are_refused(string key, string value, string message)
    {
        var refused = Assert.Throws<EngineException>(() => _networks.Get<ListNetworks>().Execute(Filters.Of((key, value))));
        Assert.Equal((ErrorKind.InvalidParameter, message), (refused.Kind, refused.Message));
    }

    [Fact]
    public async Task A_prune_takes_what_nobody_is_on()
    {
        await _networks.CreateAsync("used");
        await _networks.CreateAsync("kept", request => request.Labels = new() { ["keep"] = "" });
        await _networks.CreateAsync("unused");
        _networks.Get<AddressBook>().Reserve(_networks.Table.Find("used"), "c");
        var pruned = await _networks.Get<PruneNetworks>().ExecuteAsync(Filters.Of(("label!", "keep")), CancellationToken.None);
        Assert.Equal(["unused"], pruned.NetworksDeleted);
        Assert.Equal(["bridge", "host", "kept", "none", "used"], Names());
        Assert.Equal(("prune", null), _networks.Events()[^1]);
        Assert.Equal(["kept"], (await _networks.Get<PruneNetworks>().ExecuteAsync(Filters.None, CancellationToken.None)).NetworksDeleted);
        Assert.Null((await _networks.Get<PruneNetworks>().ExecuteAsync(Filters.None, CancellationToken.None)).NetworksDeleted);
    }

    [Fact]
    public void Networks_of_a_swarm_are_not_there() =>
        Assert.Equal(ErrorKind.NotFound, Assert.Throws<EngineException>(() => _networks.Get<InspectNetwork>().Execute("bridge", "swarm")).Kind);

    private Task RemoveAsync(string nameOrId) => _networks.Get<RemoveNetwork>().ExecuteAsync(nameOrId, CancellationToken.None);

    private IEnumerable<string> Names(params (string Key, string Value)[] filters) =>
        _networks.Get<ListNetworks>().Execute(Filters.Of(filters)).Select(network => network.Name).Order(StringComparer.Ordinal);
}
