using EngineApi.Engine.Containers;
using EngineApi.Engine.Containers.Create;
using EngineApi.Engine.Networks;
using EngineApi.Wire.Containers;
using EngineApi.Wire.Networks;
using Xunit;

namespace EngineApi.Engine.Tests.Networks;

public sealed class EndpointRulesTests : IDisposable
{
    private readonly TestNetworks _networks = new("base=10.100.0.0/16,size=24");

    public void Dispose() => _networks.Dispose();

    [Theory]
    [InlineData("bridge", "10.99.0.7", null, "user specified IP address is supported on user defined networks only")]
    [InlineData("bridge", null, "www", "network-scoped aliases are only supported for user-defined networks")]
    [InlineData("chosen", "10.100.0.7", null, "user specified IP address is supported only when connecting to networks with user configured subnets")]
    [InlineData("given", "10.8.0.7", null, "no configured subnet or ip-range contain the IP address 10.8.0.7")]
    [InlineData("given", "ten", null, "invalid IPv4 address: ten")]
    [InlineData("bridge", "10.99.0.7", "www", "* user specified IP address is supported on user defined networks only\n* network-scoped aliases are only supported for user-defined networks")]
    public async Task What_cannot_be_had_is_refused(string network, string? address, string? alias, string message)
    {
        await MakeAsync();
        var asked = new EndpointSettings { IPAMConfig = new() { IPv4Address = address }, Aliases = alias is null ? null : [alias] };
        var refused = Assert.Throws<EngineException>(() => Settle(network, (network, asked)));
        Assert.Equal((ErrorKind.InvalidParameter, $"invalid config for network {network}: invalid endpoint settings:\n{message}"), (refused.Kind, refused.Message));
    }

    [Fact]
    public async Task What_can_be_had_is_kept_under_the_networks_name()
    {
        await MakeAsync();
        var given = _networks.Table.Find("given");
        var asked = new EndpointSettings { IPAMConfig = new() { IPv4Address = "10.7.0.9" }, Aliases = ["www"], GwPriority = 5, IPAddress = "1.2.3.4", EndpointID = "x" };
        var (name, stored) = Assert.Single(Settle(given.Id[..12], (given.Id, asked)).EndpointsConfig!);
        Assert.Equal(("given", given.Id, "10.7.0.9", 5, "", ""), (name, stored!.NetworkID, stored.IPAMConfig!.IPv4Address, stored.GwPriority, stored.IPAddress, stored.EndpointID));
    }

    [Fact]
    public async Task A_network_that_is_not_there_is_the_starts_to_refuse()
    {
        await MakeAsync();
        var settings = Settings("nosuch", Settle("nosuch", ("nosuch", new()), ("given", new())));
        var refused = Assert.Throws<EngineException>(() => _networks.Get<Attachments>().Of(settings));
        Assert.Equal((ErrorKind.NotFound, "failed to set up container networking: network nosuch not found"), (refused.Kind, refused.Message));
    }

    [Fact]
    public async Task The_network_of_the_mode_is_the_first()
    {
        await MakeAsync();
        var settings = Settings("given", Settle("given", ("chosen", new()), ("given", new())));
        Assert.Equal(["given", "chosen"], _networks.Get<Attachments>().Of(settings).Select(one => one.Network.Name));
        Assert.Equal(["bridge"], _networks.Get<Attachments>().Of(Settings("bridge", Settle("bridge"))).Select(one => one.Network.Name));
        Assert.Empty(_networks.Get<Attachments>().Of(Settings("container:x", Settle("container:x", ("given", new())))));
    }

    [Fact]
    public async Task Connecting_and_disconnecting_changes_what_it_starts_with()
    {
        await MakeAsync();
        var (given, chosen) = (_networks.Table.Find("given"), _networks.Table.Find("chosen"));
        // As docker-compose 1.29 does it: off the network it was made on, and on it again with its aliases.
        var settings = Settings("given", Settle("given"));
        settings = EndpointRules.Without(settings, given)!;
        Assert.Empty(settings.NetworkingConfig.EndpointsConfig!);
        Assert.Null(EndpointRules.Without(settings, given));
        settings = EndpointRules.With(settings, chosen, EndpointRules.Stored(chosen, new() { Aliases = ["db"] }));
        Assert.Equal(["chosen"], _networks.Get<Attachments>().Of(settings).Select(one => one.Network.Name));
        settings = EndpointRules.With(settings, given, EndpointRules.Stored(given, new()));
        Assert.Equal(["given", "chosen"], _networks.Get<Attachments>().Of(settings).Select(one => one.Network.Name));
        Assert.Equal(["db"], settings.NetworkingConfig.EndpointsConfig!["chosen"]!.Aliases);
    }

    [Theory]
    [InlineData("host", "given")]
    [InlineData("none", "given")]
    public async Task The_hosts_network_and_none_go_with_no_other(string one, string other)
    {
        await MakeAsync();
        Assert.Equal(ErrorKind.InvalidParameter, Assert.Throws<EngineException>(() => Settle(one, (one, new()), (other, new()))).Kind);
    }

    [Fact]
    public void A_containers_MAC_address_is_that_on_its_first_network()
    {
        var config = new ContainerConfig { MacAddress = "02:00:00:00:00:07" };
        var settled = Settlement.Settle(config, new() { NetworkMode = "bridge" }, null);
        Assert.Equal("02:00:00:00:00:07", settled.EndpointsConfig!["bridge"]!.MacAddress);
        var other = new NetworkingConfig { EndpointsConfig = new() { ["bridge"] = new() { MacAddress = "02:00:00:00:00:08" } } };
        Assert.StartsWith("the container-wide MAC address must match", Assert.Throws<EngineException>(() => Settlement.Settle(config, new() { NetworkMode = "bridge" }, other)).Message);
    }

    private NetworkingSettlement Settlement => _networks.Get<NetworkingSettlement>();

    private async Task MakeAsync()
    {
        await _networks.CreateAsync("chosen");
        await _networks.CreateAsync("given", request => request.IPAM = new() { Config = [new() { Subnet = "10.7.0.0/16" }] });
    }

    private NetworkingConfig Settle(string mode, params (string Network, EndpointSettings Asked)[] asked) => Settlement.Settle(
        new(), new() { NetworkMode = mode }, new() { EndpointsConfig = asked.ToDictionary(one => one.Network, one => (EndpointSettings?)one.Asked) });

    private static ContainerSettings Settings(string mode, NetworkingConfig networking) => new()
    {
        Created = DateTimeOffset.UnixEpoch, ImageId = "", ImageChainId = "", Config = new(), HostConfig = new() { NetworkMode = mode }, NetworkingConfig = networking,
    };
}
