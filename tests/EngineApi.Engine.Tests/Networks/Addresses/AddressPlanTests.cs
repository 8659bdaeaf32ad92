using EngineApi.Engine.Networks.Addresses;
using EngineApi.Wire.Networks;
using Xunit;

namespace EngineApi.Engine.Tests.Networks.Addresses;

public sealed class AddressPlanTests
{
    private static readonly DefaultPools Docker = new([], Subnet.Parse("fd12:3456:789a::/48"));

    [Fact]
    public void Defaults_are_the_first_subnet_that_nobody_has()
    {
        Assert.Equal(("172.17.0.0/16", "172.17.0.1"), Only(Settle(null)));
        Assert.Equal(("172.19.0.0/16", "172.19.0.1"), Only(Settle(null, taken: ["172.17.0.0/16"], routed: ["172.18.5.0/24"])));
        Assert.Equal(("192.168.16.0/20", "192.168.16.1"), Only(Settle(null, taken: ["172.16.0.0/12"], routed: ["192.168.0.0/24"])));
    }

    [Fact]
    public void IPv6_comes_from_a_prefix_of_this_hosts_own()
    {
        var pools = AddressPlan.Settle(null, true, true, Docker, [Subnet.Parse("fd12:3456:789a::/64")], []).Config!;
        Assert.Equal(["172.17.0.0/16", "fd12:3456:789a:1::/64"], pools.Select(pool => pool.Subnet));
        Assert.Equal("fd12:3456:789a:1::1", pools[1].Gateway);
        Assert.Equal("fd12:3456:789a::/64", Assert.Single(AddressPlan.Settle(null, false, true, Docker, [], []).Config!).Subnet);
    }

    [Theory]
    [InlineData("10.0.0.0/24", "10.0.0.0", null, "failed to allocate gateway (10.0.0.0): Address already in use")]
    [InlineData("10.0.0.0/24", "10.0.0.255", null, "failed to allocate gateway (10.0.0.255): Address already in use")]
    [InlineData("fd00::/64", "fd00::", null, "failed to allocate gateway (fd00::): Address already in use")]
    [InlineData("10.0.0.0/24", "10.0.0.1", "10.0.0.1", "failed to allocate secondary ip address (x:10.0.0.1): Address already in use")]
    [InlineData("10.0.0.0/24", null, "10.0.0.255", "failed to allocate secondary ip address (x:10.0.0.255): Address already in use")]
    public void What_is_the_subnets_own_or_the_gateways_is_nobody_elses(string subnet, string? gateway, string? auxiliary, string message)
    {
        var config = new IPAMConfig { Subnet = subnet, Gateway = gateway, AuxiliaryAddresses = auxiliary is null ? null : new() { ["x"] = auxiliary } };
        var refused = Assert.Throws<EngineException>(() => AddressPlan.Settle(new() { Config = [config] }, true, true, Docker, [], []));
        Assert.Equal((ErrorKind.Forbidden, message), (refused.Kind, refused.Message));
    }

    [Fact]
    public void Of_two_addresses_both_are_a_hosts_and_IPv4_comes_first()
    {
        IPAMConfig[] asked = [new() { Subnet = "fd00::/64" }, new() { Subnet = "10.0.0.0/31", Gateway = "10.0.0.0" }];
        var settled = AddressPlan.Settle(new() { Config = [.. asked] }, true, true, Docker, [], []).Config!;
        Assert.Equal(["10.0.0.0/31", "fd00::/64"], settled.Select(config => config.Subnet));
    }

    [Fact]
    public void Given_pools_take_the_place_of_Dockers()
    {
        var pools = new DefaultPools(["base=10.10.0.0/16,size=24"], Subnet.Parse("fd00::/48"));
        var taken = new List<Subnet>();
        for (var i = 0; i < 256; i++)
        {
            var next = pools.Choose(ipv6: false, taken);
            Assert.Equal($"10.10.{i}.0/24", next.ToString());
            taken.Add(next);
        }

        var refused = Assert.Throws<EngineException>(() => pools.Choose(ipv6: false, taken));
        Assert.Equal((ErrorKind.InvalidParameter, "all predefined address pools have been fully subnetted"), (refused.Kind, refused.Message));
        Assert.Equal("fd00::/64", pools.Choose(ipv6: true, taken).ToString());
    }

    [Theory]
    [InlineData("base=10.0.0.0/8")]
    [InlineData("base=10.0.0.0/16,size=8")]
    [InlineData("base=ten,size=24")]
    [InlineData("base=10.0.0.0/8,size=33")]
    [InlineData("")]
    public void Pools_that_cannot_be_are_refused(string pool) =>
        Assert.Throws<FormatException>(() => new DefaultPools([pool], Subnet.Parse("fd00::/48")));

    [Fact]
    public void What_is_asked_for_is_kept_and_the_gateway_filled_in()
    {
        var asked = new IPAMConfig { Subnet = "10.1.0.0/24", IPRange = "10.1.0.128/25", AuxiliaryAddresses = new() { ["router"] = "10.1.0.1" } };
        var settled = Assert.Single(Settle(new() { Driver = "default", Options = [], Config = [asked] }).Config!);
        Assert.Equal(("10.1.0.0/24", "10.1.0.128/25", "10.1.0.2"), (settled.Subnet, settled.IPRange, settled.Gateway));
        Assert.Null(asked.Gateway);
    }

    [Theory]
    [InlineData("bad", null, null, null, "invalid subnet bad: invalid CIDR block notation")]
    [InlineData(null, null, "10.0.0.1", null, "invalid subnet : invalid CIDR block notation")]
    [InlineData("10.0.0.5/24", null, null, null, "invalid subnet 10.0.0.5/24: it should be 10.0.0.0/24")]
    [InlineData("10.0.0.0/24", "x", null, null, "invalid ip-range x: invalid CIDR block notation")]
    [InlineData("10.0.0.0/24", "fd00::/64", null, null, "invalid ip-range fd00::/64: parent subnet is an IPv4 block")]
    [InlineData("10.0.0.0/24", "10.0.0.5/25", null, null, "invalid ip-range 10.0.0.5/25: it should be 10.0.0.0/25")]
    [InlineData("10.0.0.0/24", "10.0.1.0/25", null, null, "invalid ip-range 10.0.1.0/25: parent subnet 10.0.0.0/24 doesn't contain ip-range")]
    [InlineData("10.0.0.0/24", null, "x", null, "invalid gateway x: invalid address")]
    [InlineData("10.0.0.0/24", null, "10.0.1.1", null, "invalid gateway 10.0.1.1: parent subnet 10.0.0.0/24 doesn't contain this address")]
    [InlineData("10.0.0.0/24", null, null, "10.0.1.1", "invalid auxiliary address router: parent subnet 10.0.0.0/24 doesn't contain this address")]
    [InlineData("10.0.0.0/24", "10.0.0.5/25", "x", null, "* invalid ip-range 10.0.0.5/25: it should be 10.0.0.0/25\n* invalid gateway x: invalid address")]
    public void Bad_input_is_named(string? subnet, string? range, string? gateway, string? auxiliary, string message)
    {
        var config = new IPAMConfig { Subnet = subnet, IPRange = range, Gateway = gateway };
        if (auxiliary is not null)
            config.AuxiliaryAddresses = new() { ["router"] = auxiliary };
        var refused = Assert.Throws<EngineException>(() => Settle(new() { Config = [config] }));
        Assert.Equal((ErrorKind.InvalidParameter, "invalid network config:\n" + message), (refused.Kind, refused.Message));
    }

    [Theory]
    [InlineData("10.0.0.0/16", "10.0.3.0/24")]
    [InlineData("10.0.3.0/24", "10.0.0.0/16")]
    public void Subnets_of_other_networks_are_refused(string subnet, string other)
    {
        var refused = Assert.Throws<EngineException>(() => Settle(new() { Config = [new() { Subnet = subnet }] }, taken: [other]));
        Assert.Equal((ErrorKind.Forbidden, "invalid pool request: Pool overlaps with other one on this address space"), (refused.Kind, refused.Message));
    }

    [Theory]
    [InlineData("eth0\t0011A8C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0", "192.168.17.0/24")]
    [InlineData("eth0\t00000000\t0100A8C0\t0003\t0\t0\t0\t00000000\t0\t0\t0", null)]
    public void Routes_of_the_host_are_read(string line, string? subnet) => Assert.Equal(subnet, HostRoutes.OfIPv4(line)?.ToString());

    [Theory]
    [InlineData("fd000000000000000000000000000000 40 00000000000000000000000000000000 00 00000000000000000000000000000000 00000100 00000001 00000000 00000001 eth0", "fd00::/64")]
    [InlineData("fe800000000000000000000000000000 40 00000000000000000000000000000000 00 00000000000000000000000000000000 00000100 00000001 00000000 00000001 eth0", null)]
    [InlineData("ff000000000000000000000000000000 08 00000000000000000000000000000000 00 00000000000000000000000000000000 00000100 00000001 00000000 00000001 eth0", null)]
    public void Routes_of_the_host_for_IPv6_are_read(string line, string? subnet) => Assert.Equal(subnet, HostRoutes.OfIPv6(line)?.ToString());

    private static IPAM Settle(IPAM? ipam, string[]? taken = null, string[]? routed = null) => AddressPlan.Settle(
        ipam, true, false, Docker, [.. (taken ?? []).Select(Subnet.Parse)], [.. (routed ?? []).Select(Subnet.Parse)]);

    private static (string?, string?) Only(IPAM ipam) => (Assert.Single(ipam.Config!).Subnet, ipam.Config![0].Gateway);
}
