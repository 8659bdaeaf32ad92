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

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public void What_listens_can_be_taken_again_while_its_last_connections_are_not_forgotten(string address)
    {
        var at = IPAddress.Parse(address);
        var (taken, port) = TakeAny("tcp", at, listens: true);
        using var client = new TcpClient(at.AddressFamily);
        using (taken)
        {
            using var listener = taken.Listen(1);
            client.Connect(at, port);
            // The side that closes first stays on the port.
            listener.Accept().Dispose();
        }

        using var again = PortReservation.TryListen(at, port, 1, out var errno);
        Assert.True(again is not null, "errno " + errno);
    }

    [Fact]
    public void What_was_held_first_and_listens_later_can_be_taken_again_too()
    {
        var (taken, port) = TakeAny("tcp", IPAddress.Loopback);
        using var client = new TcpClient();
        using (taken)
        {
            using var listener = taken.Listen(1);
            client.Connect(IPAddress.Loopback, port);
            listener.Accept().Dispose();
        }

        using var again = PortReservation.TryListen(IPAddress.Loopback, port, 1, out var errno);
        Assert.True(again is not null, "errno " + errno);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Nobody_else_can_take_what_listens_nor_listen_on_what_is_held(bool listens)
    {
        var (taken, port) = TakeAny("tcp", IPAddress.Loopback, listens);
        using var _ = taken;

        Assert.Null(PortReservation.TryListen(IPAddress.Loopback, port, 1, out var errno));
        Assert.Equal(Errno.AddressInUse, errno);
        Assert.Null(PortReservation.TryListen(IPAddress.Any, port, 1, out errno));
        Assert.Equal(Errno.AddressInUse, errno);
        Assert.Null(PortReservation.TryTake("tcp", IPAddress.Any, port, out errno));
        Assert.Equal(Errno.AddressInUse, errno);
        using var other = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        Assert.Throws<SocketException>(() => other.Bind(new IPEndPoint(IPAddress.Any, port)));
    }

    private static (PortReservation Taken, int Port) TakeAny(string protocol, IPAddress address, bool listens = false)
    {
        for (var port = Random.Shared.Next(20000, 29000); ; port++)
        {
            var taken = listens ? PortReservation.TryListen(address, port, 1, out _) : PortReservation.TryTake(protocol, address, port, out _);
            if (taken is not null)
                return (taken, port);
        }
    }
}
