using System.Net;
using System.Net.Sockets;
using System.Text;
using EngineApi.Linux.Network;
using Xunit;

namespace EngineApi.Linux.Tests.Network;

/// <summary>Against the kernel, in a namespace with a loopback interface alone.</summary>
public sealed class DestinationNatTests : IDisposable
{
    private const string Table = "test";
    private static readonly IPEndPoint Asked = new(IPAddress.Parse("127.0.0.11"), 53);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryDirectory _directory = new();

    private string Space => Path.Combine(_directory.Path, "space");

    public void Dispose()
    {
        NetworkNamespace.Remove(Space);
        _directory.Dispose();
    }

    [Fact]
    public async Task What_is_said_to_the_address_reaches_the_other_port_and_is_answered_from_the_address()
    {
        await PrepareAsync();
        using var datagrams = await BoundAsync(SocketType.Dgram);
        using var streams = await BoundAsync(SocketType.Stream);
        await LeadAsync(To(ProtocolType.Udp, datagrams), To(ProtocolType.Tcp, streams));

        Assert.Equal(Asked, await ExchangeAsync(datagrams));

        streams.Listen();
        using var client = await NetworkNamespace.RunAsync(Space, _ => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
        using var deadline = new CancellationTokenSource(Patience);
        await client.ConnectAsync(Asked, deadline.Token);
        using var accepted = await streams.AcceptAsync(deadline.Token);
        await accepted.SendAsync("answer"u8.ToArray(), deadline.Token);
        var bytes = new byte[64];
        Assert.Equal("answer", Encoding.ASCII.GetString(bytes, 0, await client.ReceiveAsync(bytes, deadline.Token)));
    }

    [Fact]
    public async Task A_second_time_it_leads_elsewhere_and_then_nowhere()
    {
        await PrepareAsync();
        using var first = await BoundAsync(SocketType.Dgram);
        using var second = await BoundAsync(SocketType.Dgram);
        await LeadAsync(To(ProtocolType.Udp, first));
        await LeadAsync(To(ProtocolType.Udp, second));
        Assert.Equal(Asked, await ExchangeAsync(second));

        // A table without a rule leads nowhere: whoever wants the port itself has it again.
        await LeadAsync();
        using var own = await NetworkNamespace.RunAsync(Space, _ => Bound(SocketType.Dgram, Asked.Port));
        Assert.Equal(Asked, await ExchangeAsync(own));
    }

    [Fact]
    public async Task What_the_container_binds_to_every_address_is_not_in_the_way()
    {
        await PrepareAsync();
        using var server = await BoundAsync(SocketType.Dgram);
        await LeadAsync(To(ProtocolType.Udp, server));
        using var others = await NetworkNamespace.RunAsync(Space, _ =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            socket.Bind(new IPEndPoint(IPAddress.Any, 53));
            return socket;
        });

        Assert.Equal(Asked, await ExchangeAsync(server));
    }

    [Fact]
    public async Task A_table_that_is_refused_is_told_with_its_reason()
    {
        await PrepareAsync();

        var error = await Assert.ThrowsAsync<LinuxException>(() => NetworkNamespace.RunAsync(Space, _ =>
        {
            DestinationNat.Set(new string('x', 300));
            return true;
        }));

        Assert.StartsWith("redirect in table xxx", error.Message, StringComparison.Ordinal);
        Assert.False(DestinationNat.IsMissing(error));
    }

    private Task<bool> LeadAsync(params (ProtocolType, IPEndPoint, IPEndPoint)[] rules) => NetworkNamespace.RunAsync(Space, _ =>
    {
        DestinationNat.Set(Table, rules);
        return true;
    });

    private static (ProtocolType, IPEndPoint, IPEndPoint) To(ProtocolType protocol, Socket server) => (protocol, Asked, (IPEndPoint)server.LocalEndPoint!);

    /// <summary>A question that arrives at the server, and its answer.</summary>
    /// <returns>From where it came.</returns>
    private async Task<IPEndPoint> ExchangeAsync(Socket server)
    {
        using var client = await NetworkNamespace.RunAsync(Space, _ => new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp));
        using var deadline = new CancellationTokenSource(Patience);
        await client.SendToAsync("question"u8.ToArray(), Asked, deadline.Token);
        var question = await server.ReceiveFromAsync(new byte[16], new IPEndPoint(IPAddress.Any, 0), deadline.Token);
        await server.SendToAsync("answer"u8.ToArray(), question.RemoteEndPoint, deadline.Token);
        return (IPEndPoint)(await client.ReceiveFromAsync(new byte[16], new IPEndPoint(IPAddress.Any, 0), deadline.Token)).RemoteEndPoint;
    }

    private Task<Socket> BoundAsync(SocketType type) => NetworkNamespace.RunAsync(Space, _ => Bound(type, 0));

    private static Socket Bound(SocketType type, int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, type, type == SocketType.Dgram ? ProtocolType.Udp : ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(Asked.Address, port));
        return socket;
    }

    private async Task PrepareAsync()
    {
        Assert.SkipUnless(Environment.UserName == "root", "network namespaces need root");
        await NetworkNamespace.CreateAsync(Space, () =>
        {
            using var inside = new RouteSocket();
            inside.SetUp(inside.FindLink("lo")!.Index);
        });
    }
}
