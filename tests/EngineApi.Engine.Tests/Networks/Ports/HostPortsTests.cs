using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using EngineApi.Engine.Networks;
using EngineApi.Engine.Networks.Ports;
using EngineApi.Testing;
using Xunit;

namespace EngineApi.Engine.Tests.Networks.Ports;

/// <summary>Ports that the engine carries itself, to a server that stands for a container.</summary>
public sealed class HostPortsTests : IDisposable
{
    private readonly TcpListener _server = new(IPAddress.Loopback, 0);
    private readonly HostPorts _ports = new() { MostCarried = 1 };

    public HostPortsTests() => _server.Start();

    [Fact]
    public async Task A_port_is_free_for_the_next_start_while_its_last_connections_are_not_forgotten()
    {
        var port = Publish("a");
        var (client, served) = await ConnectAsync(port);
        using (client)
        using (served)
        {
            _ports.Release("a");
            await IsClosedAsync(client);

            Assert.Equal(port, Take("a", port.HostPort, port.HostPort));
        }
    }

    [Fact]
    public async Task After_a_restart_of_the_gateway_a_port_is_carried_on()
    {
        var port = Publish("a");
        var (client, served) = await ConnectAsync(port);
        using (client)
        using (served)
        {
            _ports.Dispose();
            await IsClosedAsync(client);

            Assert.Empty(_ports.Adopt("a", [port], Target));
            _ports.Carry("a", Target);
            var (next, servedNext) = await ConnectAsync(port);
            next.Dispose();
            servedNext.Dispose();
        }
    }

    [Fact]
    public void What_somebody_else_has_meanwhile_is_told_with_the_reason()
    {
        var port = Publish("a");

        Assert.Equal([(port, Linux.Errno.AddressInUse)], _ports.Adopt("b", [port], Target));
    }

    [Fact]
    public async Task What_was_lost_at_a_restart_is_taken_and_carried_when_it_is_free_again()
    {
        var port = Publish("a");
        _ports.Release("a");
        using (var other = new TcpListener(IPAddress.Loopback, port.HostPort))
        {
            other.Start();
            Assert.Single(_ports.Adopt("a", [port], Target));
            Assert.False(_ports.Retry("a", Target));
        }

        Assert.True(_ports.Retry("a", Target));
        var (client, served) = await ConnectAsync(port);
        client.Dispose();
        served.Dispose();
        Assert.True(_ports.Retry("gone", Target));
    }

    [Fact]
    public void Of_a_range_that_containers_have_all_ports_are_allocated()
    {
        var port = Publish("a");
        var refused = Assert.Throws<EngineException>(() => _ports.Take("b", [new PortRequest("tcp", 80, ["127.0.0.1"], port.HostPort, port.HostPort)], "10.0.0.2", Target));
        Assert.Equal($"Bind for 127.0.0.1:{port.HostPort} failed: port is already allocated", refused.Message);
        var next = Take("b", port.HostPort + 1, port.HostPort + 1);
        refused = Assert.Throws<EngineException>(() => _ports.Take("c", [new PortRequest("tcp", 80, ["127.0.0.1"], port.HostPort, next.HostPort)], "10.0.0.2", Target));
        Assert.Equal("all ports are allocated", refused.Message);
    }

    [Fact]
    public async Task Without_a_target_what_is_open_and_what_comes_is_closed()
    {
        var port = Publish("a");
        var (client, served) = await ConnectAsync(port);
        using (client)
        using (served)
        {
            _ports.Carry("a", Target); // The same again changes nothing.
            await PassAsync(client, served);

            _ports.Carry("a", _ => null);
            await IsClosedAsync(client);
            await IsClosedAsync(served);
        }

        using (var stranger = new TcpClient())
        {
            await stranger.ConnectAsync(IPAddress.Loopback, port.HostPort);
            await IsClosedAsync(stranger);
            Assert.False(_server.Pending());
        }

        _ports.Carry("a", Target);
        var (again, servedAgain) = await ConnectAsync(port);
        again.Dispose();
        servedAgain.Dispose();
    }

    [Fact]
    public async Task Connections_of_one_container_keep_nobody_of_another_waiting()
    {
        var one = Publish("a");
        var two = Publish("b");
        var (idle, servedIdle) = await ConnectAsync(one);
        using (idle)
        using (servedIdle)
        {
            var (client, served) = await ConnectAsync(two);
            using (client)
            using (served)
                await PassAsync(client, served);
        }
    }

    [Fact]
    public async Task Clients_over_udp_keep_no_connection_waiting()
    {
        using var server = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        IPEndPoint Target(PublishedPort port) => (IPEndPoint)(port.Protocol == "udp" ? server.Client.LocalEndPoint! : _server.LocalEndpoint);
        var first = Random.Shared.Next(20000, 29000);
        var ports = _ports.Take("a", [new("udp", 53, ["127.0.0.1"], first, first + 500), new("tcp", 80, ["127.0.0.1"], first, first + 500)], "10.0.0.2", Target);
        _ports.Carry("a", Target);
        using var limit = new CancellationTokenSource(Eventually.DefaultDeadline);
        using var sender = new UdpClient("127.0.0.1", ports[0].HostPort);
        await sender.SendAsync("one"u8.ToArray(), limit.Token);
        await server.ReceiveAsync(limit.Token);

        var (client, served) = await ConnectAsync(ports[1]);
        using (client)
        using (served)
            await PassAsync(client, served);
    }

    [Fact]
    public async Task Both_sides_of_a_connection_send_at_once_and_notice_who_is_gone()
    {
        var port = Publish("a");
        var (client, served) = await ConnectAsync(port);
        using (client)
        using (served)
        {
            // What is carried is this process's own.
            foreach (var peer in new[] { client, served })
            {
                using var handle = OwnSocket((IPEndPoint)peer.Client.RemoteEndPoint!, (IPEndPoint)peer.Client.LocalEndPoint!);
                using var carried = new Socket(handle);
                Assert.True(carried.NoDelay);
                Assert.Equal(1, carried.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive));
                Assert.Equal(15, carried.GetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime));
                Assert.Equal(15, carried.GetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval));
            }
        }
    }

    public void Dispose()
    {
        _ports.Dispose();
        _server.Dispose();
    }

    private IPEndPoint Target(PublishedPort port) => (IPEndPoint)_server.LocalEndpoint;

    private PublishedPort Publish(string container)
    {
        // Below the range of those that anybody's connections have.
        var first = Random.Shared.Next(20000, 29000);
        var port = Take(container, first, first + 500);
        _ports.Carry(container, Target);
        return port;
    }

    private PublishedPort Take(string container, int first, int last) =>
        Assert.Single(_ports.Take(container, [new PortRequest("tcp", 80, ["127.0.0.1"], first, last)], "10.0.0.2", Target));

    private async Task<(TcpClient Client, TcpClient Served)> ConnectAsync(PublishedPort port)
    {
        using var limit = new CancellationTokenSource(Eventually.DefaultDeadline);
        var client = new TcpClient(AddressFamily.InterNetwork);
        await client.ConnectAsync(IPAddress.Loopback, port.HostPort, limit.Token);
        return (client, await _server.AcceptTcpClientAsync(limit.Token));
    }

    private static async Task PassAsync(TcpClient from, TcpClient to)
    {
        using var limit = new CancellationTokenSource(Eventually.DefaultDeadline);
        await from.GetStream().WriteAsync("hello"u8.ToArray(), limit.Token);
        var bytes = new byte[5];
        await to.GetStream().ReadExactlyAsync(bytes, limit.Token);
        Assert.Equal("hello", Encoding.ASCII.GetString(bytes));
    }

    private static async Task IsClosedAsync(TcpClient client)
    {
        using var limit = new CancellationTokenSource(Eventually.DefaultDeadline);
        try
        {
            Assert.Equal(0, await client.GetStream().ReadAsync(new byte[1], limit.Token));
        }
        catch (IOException)
        {
            // Reset.
        }
    }

    private static SafeSocketHandle OwnSocket(IPEndPoint local, IPEndPoint remote)
    {
        var line = File.ReadLines("/proc/self/net/tcp").Select(one => one.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Single(columns => columns[1] == Hex(local) && columns[2] == Hex(remote));
        var descriptor = Directory.EnumerateFiles("/proc/self/fd").Single(path => new FileInfo(path).LinkTarget == $"socket:[{line[9]}]");
        return new(int.Parse(Path.GetFileName(descriptor), CultureInfo.InvariantCulture), ownsHandle: false);
    }

    private static string Hex(IPEndPoint end) => $"{BitConverter.ToUInt32(end.Address.GetAddressBytes()):X8}:{end.Port:X4}";
}
