using System.Net;
using EngineApi.Names.Table;
using Xunit;

namespace EngineApi.Names.Tests.Table;

public sealed class NameTableTests
{
    private static readonly NameTable Table = NameTable.Of(
    [
        // Not in the order of their names.
        Networks.Network(
            "front",
            Networks.Container("proxy", "10.1.0.2", "proxy", "both", "edge.proxy"),
            Networks.Container("web", "10.1.0.3", "web", "shared", "0123456789ab", "x.y") with { IPv6Address = "fd01::3" },
            Networks.Container("other", "10.1.0.4", "other", "shared", "SHARED")),
        Networks.Network(
            "back.end",
            Networks.Container("web", "10.2.0.3", "web", "db.both"),
            Networks.Container("db", "10.2.0.4", "db", "both"),
            Networks.Container("six", "", "six") with { IPv6Address = "fd02::6" }),
    ]);

    [Theory]
    [InlineData("proxy", "web", "10.1.0.3 fd01::3")]
    [InlineData("proxy", "WEB", "10.1.0.3 fd01::3")]
    [InlineData("proxy", "proxy", "10.1.0.2")]
    [InlineData("proxy", "0123456789ab", "10.1.0.3 fd01::3")]
    [InlineData("proxy", "edge.proxy", "10.1.0.2")]
    [InlineData("proxy", "shared", "10.1.0.3 10.1.0.4 fd01::3")]
    [InlineData("db", "web", "10.2.0.3")]
    [InlineData("db", "six", "fd02::6")]
    public void A_container_sees_the_names_of_its_network(string asker, string name, string addresses) => AssertFinds(asker, name, addresses);

    [Theory]
    [InlineData("proxy", "db")]
    [InlineData("proxy", "web.back.end")]
    [InlineData("db", "proxy")]
    [InlineData("db", "web.front")]
    public void A_container_does_not_see_other_networks(string asker, string name) => Assert.Null(Table.For(asker)!.Find(name));

    [Theory]
    [InlineData("proxy", "10.1.0.2")]
    [InlineData("db", "10.2.0.4")]
    [InlineData("six", "fd02::6")]
    public void A_container_on_several_networks_sees_those_of_all(string name, string addresses) => AssertFinds("web", name, addresses);

    [Fact]
    public void A_name_of_several_networks_is_that_of_the_first() => AssertFinds("web", "both", "10.2.0.4");

    [Theory]
    [InlineData("web.front", "10.1.0.3 fd01::3")]
    [InlineData("web.back.end", "10.2.0.3")]
    [InlineData("WEB.Back.END", "10.2.0.3")]
    [InlineData("both.front", "10.1.0.2")]
    [InlineData("edge.proxy.front", "10.1.0.2")]
    [InlineData("x.y.front", "10.1.0.3 fd01::3")]
    public void A_network_may_be_named_behind_the_name(string name, string addresses) => AssertFinds("web", name, addresses);

    [Theory]
    [InlineData("web.nowhere")]
    [InlineData("nobody.front")]
    [InlineData("front")]
    [InlineData("web.front.front")]
    [InlineData("web.")]
    [InlineData(".front")]
    [InlineData(".")]
    [InlineData("")]
    [InlineData("we")]
    public void Others_are_unknown(string name) => Assert.Null(Table.For("web")!.Find(name));

    [Fact]
    public void A_name_without_an_address_is_known()
    {
        var table = NameTable.Of([Networks.Network("front", Networks.Container("web", "", "web"), Networks.Container("bad", "not one", "bad"))]);

        Assert.True(table.For("web")!.Find("web") is { IPv4: [], IPv6: [] });
        Assert.True(table.For("web")!.Find("bad") is { IPv4: [], IPv6: [] });
    }

    [Fact]
    public void An_address_is_there_once()
    {
        var table = NameTable.Of([Networks.Network("front", Networks.Container("a", "10.1.0.2", "x", "X"), Networks.Container("b", "10.1.0.2", "x"))]);

        Assert.Single(table.For("a")!.Find("x")!.IPv4);
    }

    [Theory]
    [InlineData("proxy", "10.1.0.3", "web.front")]
    [InlineData("proxy", "fd01::3", "web.front")]
    [InlineData("web", "10.2.0.4", "db.back.end")]
    [InlineData("web", "10.1.0.2", "proxy.front")]
    [InlineData("proxy", "10.2.0.4", null)]
    [InlineData("proxy", "10.1.0.9", null)]
    public void An_address_is_that_of_a_container_by_its_own_name(string asker, string address, string? name) =>
        Assert.Equal(name is null ? null : Question.Name(name), Table.For(asker)!.NameOf(AddressNumber.Of(IPAddress.Parse(address))));

    [Fact]
    public void A_name_that_a_message_cannot_hold_stands_for_no_address()
    {
        var table = NameTable.Of([Networks.Network("front", Networks.Container("web", "10.1.0.2", new string('a', 64), "0123456789ab"))]);

        Assert.Equal(Question.Name("0123456789ab.front"), table.For("web")!.NameOf(AddressNumber.Of(IPAddress.Parse("10.1.0.2"))));
    }

    [Theory]
    [InlineData(true, true, true)]
    [InlineData(true, false, false)]
    [InlineData(false, false, false)]
    public void A_container_is_internal_if_all_its_networks_are(bool one, bool other, bool isInternal)
    {
        var web = Networks.Container("web", "10.1.0.2", "web");
        var table = NameTable.Of([Networks.Network("a", web) with { IsInternal = one }, Networks.Network("b", web) with { IsInternal = other }]);

        Assert.Equal(isInternal, table.For("web")!.IsInternal);
    }

    [Fact]
    public void Servers_are_the_container_s_own_but_for_this_one()
    {
        var web = Networks.Container("web", "10.1.0.2", "web") with { Servers = ["127.0.0.11", "nonsense", "10.9.0.1", "fe80::1%eth0", "::1", "10.9.0.2"] };
        var view = NameTable.Of([Networks.Network("a", web)]).For("web")!;

        Assert.Equal(["10.9.0.1", "fe80::1", "::1"], view.Servers.Select(server => server.Address.ToString()));
        Assert.Equal("/netns/web", view.NetnsPath);
    }

    [Fact]
    public void Nobody_sees_anything_where_there_is_nothing()
    {
        Assert.Null(NameTable.Empty.For("web"));
        Assert.Null(Table.For("unknown"));
    }

    private static void AssertFinds(string asker, string name, string addresses)
    {
        var found = Table.For(asker)!.Find(name);

        Assert.NotNull(found);
        Assert.Equal(addresses.Split(' '), found.IPv4.Concat(found.IPv6).Select(bytes => new IPAddress(bytes).ToString()));
    }
}
