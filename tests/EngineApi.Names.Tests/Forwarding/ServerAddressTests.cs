using System.Net;
using System.Net.Sockets;
using EngineApi.Names.Forwarding;
using Xunit;

namespace EngineApi.Names.Tests.Forwarding;

public sealed class ServerAddressTests
{
    [Theory]
    [InlineData("9.9.9.9", "9.9.9.9", 0, null)]
    [InlineData("2001:db8::1", "2001:db8::1", 0, null)]
    [InlineData("::ffff:9.9.9.9", "9.9.9.9", 0, null)]
    [InlineData("fe80::1%7", "fe80::1", 7, null)]
    [InlineData("fe80::1%eth0", "fe80::1", 0, "eth0")]
    public void Addresses_are_read(string text, string address, long scope, string? name)
    {
        var server = ServerAddress.TryParse(text);

        Assert.NotNull(server);
        Assert.Equal(IPAddress.Parse(address).GetAddressBytes(), server.Address.GetAddressBytes());
        Assert.Equal(name, server.Interface);
        if (server.Address.AddressFamily == AddressFamily.InterNetworkV6)
            Assert.Equal(scope, server.Address.ScopeId);
    }

    [Theory]
    [InlineData("")]
    [InlineData("dns.example")]
    [InlineData("9.9.9.9%eth0")]
    [InlineData("fe80::1%")]
    [InlineData("%eth0")]
    public void Others_are_none(string text) => Assert.Null(ServerAddress.TryParse(text));
}
