using EngineApi.Engine.Networks;
using EngineApi.Engine.Networks.Addresses;
using EngineApi.Wire;
using EngineApi.Wire.Networks;
using Xunit;

namespace EngineApi.Engine.Tests.Networks.Addresses;

public sealed class AddressBookTests
{
    private readonly AddressBook _book = new();

    [Fact]
    public void The_lowest_free_address_is_given_and_given_again()
    {
        var network = Network(new IPAMConfig { Subnet = "10.0.0.0/24", Gateway = "10.0.0.1" });
        Assert.Equal("10.0.0.2", _book.Reserve(network, "a").IPv4Address);
        Assert.Equal(("10.0.0.3", 24, "10.0.0.1"), Shown(_book.Reserve(network, "b")));
        _book.Release(network.Id, "a");
        Assert.Equal("10.0.0.2", _book.Reserve(network, "c").IPv4Address);
        Assert.Equal("10.0.0.4", _book.Reserve(network, "d").IPv4Address);
    }

    [Fact]
    public void An_address_that_somebody_may_still_be_led_to_is_nobodys()
    {
        var network = Network(new IPAMConfig { Subnet = "10.0.0.0/24", Gateway = "10.0.0.1" });
        _book.Reserve(network, "a");
        var giveBack = _book.Retire(network.Id, "a");

        Assert.Empty(_book.ContainersOn(network.Id));
        Assert.Equal("10.0.0.3", _book.Reserve(network, "b").IPv4Address);
        Assert.Equal(ErrorKind.Forbidden, Assert.Throws<EngineException>(() => _book.Reserve(network, "a", "10.0.0.2")).Kind);
        giveBack();
        Assert.Equal("10.0.0.2", _book.Reserve(network, "c").IPv4Address);
        giveBack();
        Assert.Equal(ErrorKind.Forbidden, Assert.Throws<EngineException>(() => _book.Reserve(network, "d", "10.0.0.2")).Kind);
    }

    [Theory]
    [InlineData("10.0.0.0/29", null, 5)]
    [InlineData("10.0.0.0/24", "10.0.0.128/28", 16)]
    [InlineData("10.0.0.0/28", "10.0.0.8/29", 7)]
    [InlineData("10.0.0.0/31", null, 1)]
    [InlineData("fd00:1::/125", null, 6)]
    public void Every_address_is_given_once_and_then_none(string subnet, string? range, int count)
    {
        var from = Subnet.Parse(subnet);
        var gateway = AddressPlan.FirstHost(from).ToString();
        var network = Network(new IPAMConfig { Subnet = subnet, IPRange = range, Gateway = gateway });
        var seen = new HashSet<string>();
        for (var i = 0; i < count; i++)
        {
            var lease = _book.Reserve(network, "c" + i);
            var address = from.IsIPv6 ? lease.IPv6Address : lease.IPv4Address;
            Assert.True(seen.Add(address), address + " twice");
            Assert.True(IpNumber.TryParse(address, out var number) && Subnet.Parse(range ?? subnet).Contains(number), address);
        }

        Assert.DoesNotContain(gateway, seen);
        var refused = Assert.Throws<EngineException>(() => _book.Reserve(network, "more"));
        Assert.Equal((ErrorKind.System, $"no available IPv{(from.IsIPv6 ? 6 : 4)} addresses on this network's address pools: net ({network.Id})"), (refused.Kind, refused.Message));
        _book.Release(network.Id, "c0");
        _book.Reserve(network, "more");
    }

    [Fact]
    public async Task Many_at_once_get_different_addresses()
    {
        var network = Network(new IPAMConfig { Subnet = "10.0.0.0/16", Gateway = "10.0.0.1" });
        var leases = await Task.WhenAll(Enumerable.Range(0, 500).Select(i => Task.Run(() => _book.Reserve(network, "c" + i).IPv4Address)));
        Assert.Equal(500, leases.Distinct().Count());
    }

    [Fact]
    public void Auxiliary_addresses_are_left_alone()
    {
        var network = Network(new IPAMConfig { Subnet = "10.0.0.0/29", Gateway = "10.0.0.1", AuxiliaryAddresses = new() { ["router"] = "10.0.0.2", ["printer"] = "10.0.0.4" } });
        Assert.Equal(["10.0.0.3", "10.0.0.5", "10.0.0.6"], Enumerable.Range(0, 3).Select(i => _book.Reserve(network, "c" + i).IPv4Address));
        Assert.Equal(ErrorKind.Forbidden, Assert.Throws<EngineException>(() => _book.Reserve(network, "x", "10.0.0.2")).Kind);
    }

    [Fact]
    public void An_address_asked_for_is_given_unless_it_is_taken_or_elsewhere()
    {
        var network = Network(new IPAMConfig { Subnet = "10.0.0.0/24", IPRange = "10.0.0.128/25", Gateway = "10.0.0.1" });
        Assert.Equal("10.0.0.7", _book.Reserve(network, "a", "10.0.0.7").IPv4Address);
        var taken = Assert.Throws<EngineException>(() => _book.Reserve(network, "b", "10.0.0.7"));
        Assert.Equal((ErrorKind.Forbidden, "Address already in use"), (taken.Kind, taken.Message));
        var elsewhere = Assert.Throws<EngineException>(() => _book.Reserve(network, "b", "10.9.0.7"));
        Assert.Equal((ErrorKind.InvalidParameter, "no configured subnet or ip-range contain the IP address 10.9.0.7"), (elsewhere.Kind, elsewhere.Message));
        Assert.Equal(["a"], _book.ContainersOn(network.Id));
    }

    [Fact]
    public void What_fails_half_way_takes_nothing()
    {
        var network = Network(
            new IPAMConfig { Subnet = "10.0.0.0/24", Gateway = "10.0.0.1" }, new IPAMConfig { Subnet = "fd00::/64", Gateway = "fd00::1" });
        Assert.Throws<EngineException>(() => _book.Reserve(network, "a", "10.0.0.9", "fd11::9"));
        Assert.Equal("10.0.0.9", _book.Reserve(network, "b", "10.0.0.9", "fd00::9").IPv4Address);
    }

    [Fact]
    public void A_container_has_one_place_on_a_network()
    {
        var network = Network(new IPAMConfig { Subnet = "10.0.0.0/30", Gateway = "10.0.0.1" });
        Assert.Equal("10.0.0.2", _book.Reserve(network, "a").IPv4Address);
        Assert.Equal("10.0.0.2", _book.Reserve(network, "a").IPv4Address);
    }

    [Fact]
    public void Those_that_run_already_keep_what_they_have()
    {
        var network = Network(new IPAMConfig { Subnet = "10.0.0.0/24", Gateway = "10.0.0.1" });
        _book.Adopt(network, "a", new Endpoint { Id = "e", NetworkId = network.Id, Interface = "eth0", IPv4Address = "10.0.0.2" });
        Assert.Equal("10.0.0.3", _book.Reserve(network, "b").IPv4Address);
        _book.Release(network.Id, "a");
        Assert.Equal("10.0.0.2", _book.Reserve(network, "c").IPv4Address);
    }

    [Fact]
    public void A_gateway_of_before_is_an_address_again_when_the_last_that_used_it_has_gone()
    {
        var network = Network(new IPAMConfig { Subnet = "10.0.0.0/24", Gateway = "10.0.0.9" });
        foreach (var (id, address, gateway) in new[] { ("a", "10.0.0.2", "10.0.0.1"), ("b", "10.0.0.3", "10.0.0.1"), ("c", "10.0.0.4", "10.0.0.9") })
            _book.Adopt(network, id, new Endpoint { Id = id, NetworkId = network.Id, Interface = "eth0", IPv4Address = address, IPv4Gateway = gateway });

        _book.Release(network.Id, "a");
        _book.Release(network.Id, "c");
        _book.ReleaseFormerGateways(network.Id);
        Assert.Equal("10.0.0.2", _book.Reserve(network, "d").IPv4Address);
        _book.Release(network.Id, "b");
        Assert.Equal("10.0.0.3", _book.Reserve(network, "e").IPv4Address);
        _book.ReleaseFormerGateways(network.Id);
        Assert.Equal("10.0.0.1", _book.Reserve(network, "f").IPv4Address);
        // The gateway of now is nobody's.
        Assert.Equal(ErrorKind.Forbidden, Assert.Throws<EngineException>(() => _book.Reserve(network, "g", "10.0.0.9")).Kind);
    }

    [Fact]
    public void Nobody_gets_on_a_network_that_is_being_removed()
    {
        var network = Network(new IPAMConfig { Subnet = "10.0.0.0/24", Gateway = "10.0.0.1" });
        _book.Reserve(network, "a");
        Assert.False(_book.TryClose(network.Id));
        _book.Release(network.Id, "a");
        Assert.True(_book.TryClose(network.Id));
        Assert.Equal(ErrorKind.NotFound, Assert.Throws<EngineException>(() => _book.Reserve(network, "b")).Kind);
        _book.Reopen(network.Id);
        _book.Reserve(network, "b");
    }

    [Fact]
    public void A_network_without_subnets_gives_a_place_and_no_address()
    {
        var network = Network();
        Assert.Equal(AddressLease.None, _book.Reserve(network, "a"));
        Assert.Equal(["a"], _book.ContainersOn(network.Id));
    }

    private static (string Address, int Length, string Gateway) Shown(AddressLease lease) => (lease.IPv4Address, lease.IPv4PrefixLength, lease.IPv4Gateway);

    private static NetworkRecord Network(params IPAMConfig[] pools) => new()
    {
        Id = HexId.Create(),
        Name = "net",
        Created = DateTimeOffset.UnixEpoch,
        Driver = "bridge",
        EnableIPv6 = pools.Any(pool => pool.Subnet!.Contains(':')),
        Ipam = new() { Driver = "default", Config = [.. pools] },
    };
}
