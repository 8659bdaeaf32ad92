using EngineApi.Wire.Containers;
using Xunit;

namespace EngineApi.Wire.Tests.Containers;

public sealed class PortSpecTests
{
    [Theory]
    [InlineData("80", 80, 80, "tcp", "80/tcp")]
    [InlineData("80/", 80, 80, "tcp", "80/tcp")]
    [InlineData("53/UDP", 53, 53, "udp", "53/udp")]
    [InlineData("8000-8010/sctp", 8000, 8010, "sctp", "8000-8010/sctp")]
    public void A_port_is_read(string text, int first, int last, string protocol, string shown)
    {
        var port = PortSpec.Parse(text);
        Assert.Equal(new PortSpec((ushort)first, (ushort)last, protocol), port);
        Assert.Equal(shown, port.ToString());
        Assert.Equal(last - first + 1, port.Count);
    }

    [Theory]
    [InlineData("", "invalid port specification: \"\"")]
    [InlineData("abc/tcp", "invalid port specification: \"abc\"")]
    [InlineData("65536", "invalid port specification: \"65536\"")]
    [InlineData("-1", "invalid port specification: \"-1\"")]
    [InlineData("10-9/tcp", "invalid port specification: \"10-9\"")]
    [InlineData("80/icmp", "invalid proto: icmp")]
    public void A_bad_port_is_quoted(string text, string message) => Assert.Equal(message, Assert.Throws<FormatException>(() => PortSpec.Parse(text)).Message);

    [Fact]
    public void A_host_port_may_be_left_open()
    {
        Assert.Equal((0, 0), PortSpec.ParseHostPort(""));
        Assert.Equal((8080, 8080), PortSpec.ParseHostPort("8080"));
        Assert.Equal((1, 5), PortSpec.ParseHostPort("1-5"));
        Assert.Throws<FormatException>(() => PortSpec.ParseHostPort("x"));
    }
}
