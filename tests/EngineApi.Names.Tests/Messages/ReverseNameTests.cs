using System.Net;
using EngineApi.Names.Messages;
using EngineApi.Names.Table;
using Xunit;

namespace EngineApi.Names.Tests.Messages;

public sealed class ReverseNameTests
{
    private const string Documentation = "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa";

    [Theory]
    [InlineData("2.0.20.172.in-addr.arpa", "172.20.0.2")]
    [InlineData("2.0.20.172.IN-ADDR.arpa", "172.20.0.2")]
    [InlineData(Documentation, "2001:db8::1")]
    [InlineData("F.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.D.F.IP6.ARPA", "fd00::f")]
    public void Addresses_are_read(string name, string address)
    {
        Assert.True(ReverseName.TryRead(name, out var read));
        Assert.Equal(AddressNumber.Of(IPAddress.Parse(address)), read);
    }

    [Theory]
    [InlineData("20.172.in-addr.arpa")]
    [InlineData("1.2.0.20.172.in-addr.arpa")]
    [InlineData("256.0.20.172.in-addr.arpa")]
    [InlineData("-1.0.20.172.in-addr.arpa")]
    [InlineData("x.0.20.172.in-addr.arpa")]
    [InlineData("2.0..172.in-addr.arpa")]
    [InlineData(".in-addr.arpa")]
    [InlineData("in-addr.arpa")]
    [InlineData("2.0.20.172.in-addr.arpa.example")]
    [InlineData("0.0." + Documentation)]
    [InlineData("1.0.0.2.ip6.arpa")]
    [InlineData("g.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa")]
    [InlineData("1.000.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa")]
    [InlineData("")]
    public void Others_are_not(string name) => Assert.False(ReverseName.TryRead(name, out _));
}
