using System.Net;
using System.Net.Sockets;
using EngineApi.Linux.Network;
using Xunit;

namespace EngineApi.Linux.Tests.Network;

public sealed class PortReservationTests
{
    [Theory]
    [InlineData("tcp", "127.0.0.1")]
    [InlineData("udp", "127.0.0.1")]
    [InlineData("tcp", "0.0.0.0")]
    [InlineData("tcp", "::1")]
    public void A_port_can_be_taken_once(string protocol, string address)
    {
        var at = IPAddress.Parse(address);
        var (taken, port) = TakeAny(protocol, at);
        using (taken)
        {
            Assert.Null(PortReservation.TryTake(protocol, at, port, out var errno));
            Assert.Equal(Errno.AddressInUse, errno);
        }

        using var again = PortReservation.TryTake(protocol, at, port, out _);
        Assert.NotNull(again);
    }

    [Fact]
    public void Nobody_else_can_listen_on_it_and_nobody_is_kept_waiting()
    {
        var (taken, port) = TakeAny("tcp", IPAddress.Any);
        using var _ = taken;
        using var other = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

        // .NET asks for the address to be reused, as most servers do.
        Assert.Throws<SocketException>(() => other.Bind(new IPEndPoint(IPAddress.Any, port)));
        using var client = new TcpClient();
        Assert.Equal(SocketError.ConnectionRefused, Assert.Throws<SocketException>(() => client.Connect(IPAddress.Loopback, port)).SocketErrorCode);
    }

    [Fact]
    public void Both_families_can_have_the_same_port()
    {
        var (taken, port) = TakeAny("tcp", IPAddress.Any);
        using var _ = taken;
        using var other = PortReservation.TryTake("tcp", IPAddress.IPv6Any, port, out var errno);

        Assert.True(other is not null || errno == Errno.NoSuchFamily, "errno " + errno);
    }

    private static (PortReservation Taken, int Port) TakeAny(string protocol, IPAddress address)
    {
        for (var port = Random.Shared.Next(20000, 29000); ; port++)
        {
            if (PortReservation.TryTake(protocol, address, port, out _) is { } taken)
                return (taken, port);
        }
    }
}
