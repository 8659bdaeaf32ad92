using EngineApi.Linux.Network;
using Xunit;

namespace EngineApi.Linux.Tests.Network;

public sealed class NetlinkMessageTests
{
    private const int LinkHeaderLength = 16;

    [Fact]
    public void A_message_starts_with_its_length_type_flags_and_sequence()
    {
        var bytes = new NetlinkMessage(18, NetlinkFlags.Request | NetlinkFlags.Acknowledge).Finish(7);

        Assert.Equal("10000000" + "1200" + "0500" + "07000000" + "00000000", Convert.ToHexString(bytes));
    }

    [Fact]
    public void An_attribute_has_its_length_without_the_padding_behind_it()
    {
        var bytes = new NetlinkMessage(16, 0).Header(new LinkHeader()).Add(LinkAttribute.Name, "eth0").Add(LinkAttribute.Mtu, 1500).Finish(0);

        Assert.Equal("0900030065746830" + "00000000" + "08000400DC050000", Convert.ToHexString(bytes[(NetlinkMessage.HeaderLength + LinkHeaderLength)..]));
    }

    [Fact]
    public void A_nested_attribute_counts_what_is_in_it()
    {
        var bytes = new NetlinkMessage(16, 0).Nest(LinkAttribute.Info, info => info.Add(LinkAttribute.InfoKind, "veth")).Finish(0);

        Assert.Equal("10001280" + "0900010076657468" + "00000000", Convert.ToHexString(bytes[NetlinkMessage.HeaderLength..]));
    }

    [Fact]
    public void A_message_grows_with_what_is_added()
    {
        var message = new NetlinkMessage(16, 0);
        for (var at = 0; at < 100; at++)
            message.Add(1, new byte[100]);

        Assert.Equal(NetlinkMessage.HeaderLength + 100 * 104, message.Finish(0).Length);
    }

    [Fact]
    public void A_link_is_read_with_its_kind_and_its_bridge()
    {
        var message = new NetlinkMessage(16, 0)
            .Header(new LinkHeader { Index = 5, Flags = 1 })
            .Add(LinkAttribute.Name, "veth1")
            .Add(LinkAttribute.Master, 3)
            .Add(LinkAttribute.Mtu, 1400)
            .Add(LinkAttribute.Address, [2, 0x42, 172, 17, 0, 2])
            .Nest(LinkAttribute.Info, info => info.Add(LinkAttribute.InfoKind, "veth"))
            .Finish(0);

        Assert.Equal(
            new Link(5, "veth1", "veth", 3, 1400, IsUp: true, "02:42:ac:11:00:02"),
            LinkCalls.Read(message[NetlinkMessage.HeaderLength..]));
    }

    [Fact]
    public void Attributes_that_are_cut_off_end_the_reading()
    {
        var count = 0;
        foreach (var _ in new NetlinkAttributes([8, 0, 1, 0, 1, 2, 3, 4, 200, 0, 2, 0]))
            count++;

        Assert.Equal(1, count);
    }

    [Theory]
    [InlineData("02:42:ac:11:00:02")]
    [InlineData("02-42-AC-11-00-02")]
    [InlineData("0242.ac11.0002")]
    public void Addresses_are_read_in_three_spellings(string text) =>
        Assert.Equal("02:42:ac:11:00:02", MacAddress.Format(MacAddress.Parse(text)));

    [Fact]
    public void What_is_no_address_is_refused() => Assert.Throws<FormatException>(() => MacAddress.Parse("02:42"));
}
