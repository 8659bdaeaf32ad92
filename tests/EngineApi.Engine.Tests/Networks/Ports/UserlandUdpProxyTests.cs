using System.Net;
using System.Net.Sockets;
using System.Text;
using EngineApi.Engine.Networks;
using EngineApi.Engine.Networks.Ports;
using EngineApi.Testing;
using Xunit;

namespace EngineApi.Engine.Tests.Networks.Ports;

/// <summary>UDP that the engine carries itself, over IPv6 to a server that stands for a container without.</summary>
public sealed class UserlandUdpProxyTests : IDisposable
{
    private readonly UdpClient _server = new(new IPEndPoint(IPAddress.Loopback, 0));
    private HostPorts _ports = new();

    public UserlandUdpProxyTests() => Assert.SkipUnless(Socket.OSSupportsIPv6, "no IPv6 on this host");

    [Fact]
    public async Task Each_client_has_its_own_answers()
    {
        var port = Publish();
        using var one = Client(port);
        using var two = Client(port);
        await SendAsync(one, "one");
        var first = await ServedAsync();
        await SendAsync(two, "two");
        var second = await ServedAsync();
        await SendAsync(one, "");
        var third = await ServedAsync();

        Assert.Equal(("one", "two", ""), (first.Text, second.Text, third.Text));
        Assert.Equal(first.From, third.From);
        Assert.NotEqual(first.From, second.From);
        await _server.SendAsync(new byte[60_000], 60_000, second.From);
        await _server.SendAsync("for one"u8.ToArray(), first.From);
        Assert.Equal("for one", await AnswerAsync(one));
        Assert.Equal(60_000, (await AnswerAsync(two)).Length);
    }

    [Fact]
    public async Task A_client_that_nobody_answered_yet_is_answered_when_somebody_listens()
    {
        var closed = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        var end = (IPEndPoint)closed.Client.LocalEndPoint!;
        closed.Dispose();
        var port = Publish(_ => end);
        using var client = Client(port);
        await SendAsync(client, "too early");
        await SendAsync(client, "too early");

        using var late = new UdpClient(end);
        await SendAsync(client, "in time");
        using var limit = new CancellationTokenSource(Eventually.DefaultDeadline);
        // One of those before it may have been on its way still.
        while (Encoding.ASCII.GetString((await late.ReceiveAsync(limit.Token)).Buffer) != "in time")
        {
        }
    }

    [Fact]
    public async Task There_are_so_many_clients_and_no_more_until_one_was_silent()
    {
        _ports = new() { MostCarried = 1, Silence = TimeSpan.FromSeconds(2) };
        var port = Publish();
        using var one = Client(port);
        using var two = Client(port);
        await SendAsync(one, "one");
        Assert.Equal("one", (await ServedAsync()).Text);

        // What finds no place is lost: it is sent until it does.
        await Eventually.BecomesTrueAsync(async () =>
        {
            await SendAsync(two, "two");
            return _server.Available > 0;
        });
        Assert.Equal("two", (await ServedAsync()).Text);
    }

    [Fact]
    public async Task What_leads_elsewhere_leads_there_for_known_clients_too_and_a_port_that_is_given_back_is_free()
    {
        var port = Publish();
        using var client = Client(port);
        await SendAsync(client, "here");
        await ServedAsync();
        using var other = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));

        _ports.Carry("a", _ => (IPEndPoint)other.Client.LocalEndPoint!);
        await Eventually.BecomesTrueAsync(async () =>
        {
            await SendAsync(client, "there");
            return other.Available > 0;
        });
        Assert.Equal(0, _server.Available);

        _ports.Release("a");
        using var next = new UdpClient(new IPEndPoint(IPAddress.IPv6Loopback, port.HostPort));
    }

    public void Dispose()
    {
        _ports.Dispose();
        _server.Dispose();
    }

    private PublishedPort Publish(Func<PublishedPort, IPEndPoint?>? target = null)
    {
        var first = Random.Shared.Next(20000, 29000);
        target ??= _ => (IPEndPoint)_server.Client.LocalEndPoint!;
        var port = Assert.Single(_ports.Take("a", [new PortRequest("udp", 53, ["::1"], first, first + 500)], "10.0.0.2", target));
        _ports.Carry("a", target);
        return port;
    }

    private static UdpClient Client(PublishedPort port) => new("::1", port.HostPort);

    private static async Task SendAsync(UdpClient client, string text) => await client.SendAsync(Encoding.ASCII.GetBytes(text));

    private async Task<(string Text, IPEndPoint From)> ServedAsync()
    {
        using var limit = new CancellationTokenSource(Eventually.DefaultDeadline);
        var received = await _server.ReceiveAsync(limit.Token);
        return (Encoding.ASCII.GetString(received.Buffer), received.RemoteEndPoint);
    }

    private static async Task<string> AnswerAsync(UdpClient client)
    {
        using var limit = new CancellationTokenSource(Eventually.DefaultDeadline);
        return Encoding.ASCII.GetString((await client.ReceiveAsync(limit.Token)).Buffer);
    }
}
