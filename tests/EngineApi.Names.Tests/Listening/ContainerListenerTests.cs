using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using EngineApi.Linux.Network;
using EngineApi.Names.Forwarding;
using EngineApi.Names.Listening;
using EngineApi.Names.Table;
using Xunit;

namespace EngineApi.Names.Tests.Listening;

/// <summary>In a network namespace with a loopback interface alone.</summary>
public sealed class ContainerListenerTests : IAsyncDisposable
{
    private const string Id = "11";
    private static readonly IPEndPoint Asked = new(IPAddress.Parse("127.0.0.11"), 53);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>For <c>web</c>, type A.</summary>
    private static readonly byte[] Question = [0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 3, (byte)'w', (byte)'e', (byte)'b', 0, 0, 1, 0, 1];

    private readonly string _directory = Directory.CreateTempSubdirectory("names").FullName;
    private readonly TaskCompletionSource _gate = new();
    private readonly NameAnswers _answers;
    private ContainerListener? _listener;

    public ContainerListenerTests()
    {
        Assert.SkipUnless(Environment.UserName == "root", "network namespaces need root");
        var resolvers = Path.Combine(_directory, "resolv.conf");
        File.WriteAllText(resolvers, "nameserver 192.0.2.1\n");
        _answers = new(new HostResolvers(resolvers), new Upstream(async (_, family, type, cancellation) =>
        {
            await _gate.Task.WaitAsync(cancellation);
            throw new SocketException((int)SocketError.NetworkUnreachable);
        }));
        _answers.Use(NameTable.Of([new("aa", "front", false, [new(Id, Space, "10.0.0.2", "", ["web"], [])])]));
    }

    private string Space => Path.Combine(_directory, "netns");

    public async ValueTask DisposeAsync()
    {
        if (_listener is not null)
            await _listener.DisposeAsync();
        NetworkNamespace.Remove(Space);
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task A_datagram_is_answered_from_the_address_that_was_asked()
    {
        await ListenAsync();
        using var client = await ClientAsync(SocketType.Dgram);
        using var deadline = new CancellationTokenSource(Patience);

        await client.SendAsync(Question, deadline.Token);

        Assert.Equal([10, 0, 0, 2], (await ReceiveAsync(client, deadline.Token))[^4..]);
    }

    [Fact]
    public async Task What_waits_for_others_keeps_nobody_waiting()
    {
        await ListenAsync();
        using var client = await ClientAsync(SocketType.Dgram);
        using var deadline = new CancellationTokenSource(Patience);
        // An outside name that nobody answers yet, then one that is known, whose answer is first.
        byte[] outside = [.. Question];
        (outside[0], outside[13]) = (0x77, (byte)'x');
        await client.SendAsync(outside, deadline.Token);
        await client.SendAsync(Question, deadline.Token);

        Assert.Equal(0x12, (await ReceiveAsync(client, deadline.Token))[0]);

        _gate.SetResult();
        var refused = await ReceiveAsync(client, deadline.Token);
        Assert.Equal((0x77, 2), (refused[0], refused[3] & 15));
    }

    [Fact]
    public async Task Over_tcp_one_question_follows_another()
    {
        await ListenAsync();
        using var client = await ClientAsync(SocketType.Stream);
        using var deadline = new CancellationTokenSource(Patience);
        byte[] message = [0, (byte)Question.Length, .. Question];
        for (var i = 0; i < 3; i++)
        {
            await client.SendAsync(message.AsMemory(0, 5), deadline.Token);
            await client.SendAsync(message.AsMemory(5), deadline.Token);
            var answer = await ReceiveAsync(client, deadline.Token);
            Assert.Equal(answer.Length - 2, BinaryPrimitives.ReadUInt16BigEndian(answer));
            Assert.Equal([10, 0, 0, 2], answer[^4..]);
        }
    }

    [Fact]
    public async Task Over_tcp_what_is_no_question_ends_the_connection()
    {
        await ListenAsync();
        using var client = await ClientAsync(SocketType.Stream);
        using var deadline = new CancellationTokenSource(Patience);

        await client.SendAsync("GET / HTTP/1.1\r\n\r\n"u8.ToArray(), deadline.Token);

        Assert.True(await EndsAsync(client, deadline.Token));
    }

    [Fact]
    public async Task The_container_can_listen_on_the_port_itself()
    {
        await ListenAsync();
        using var own = await NetworkNamespace.RunAsync(Space, _ =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            socket.Bind(new IPEndPoint(IPAddress.Any, 53));
            return socket;
        });

        await AnsweredBesidesAsync(own);
    }

    [Fact]
    public async Task When_it_has_ended_the_namespace_is_free_of_it()
    {
        await ListenAsync();
        await _listener!.DisposeAsync();
        using var client = await ClientAsync(SocketType.Dgram);
        using var deadline = new CancellationTokenSource(Patience);
        await client.SendAsync(Question, deadline.Token);
        var error = await Assert.ThrowsAsync<SocketException>(async () => await ReceiveAsync(client, deadline.Token));
        Assert.Equal(SocketError.ConnectionRefused, error.SocketErrorCode);
        _listener = null;
    }

    [Fact]
    public async Task A_namespace_that_is_missing_is_told() =>
        await Assert.ThrowsAnyAsync<IOException>(() => ContainerListener.OpenAsync(Id, Path.Combine(_directory, "missing"), _answers));

    private async Task AnsweredBesidesAsync(Socket besides)
    {
        using var client = await ClientAsync(SocketType.Dgram);
        using var deadline = new CancellationTokenSource(Patience);
        await client.SendAsync(Question, deadline.Token);
        Assert.Equal([10, 0, 0, 2], (await ReceiveAsync(client, deadline.Token))[^4..]);
        Assert.Equal(0, besides.Available);
    }

    private async Task ListenAsync()
    {
        await NetworkNamespace.CreateAsync(Space, () =>
        {
            using var inside = new RouteSocket();
            inside.SetUp(inside.FindLink("lo")!.Index);
        });
        _listener = await ContainerListener.OpenAsync(Id, Space, _answers);
    }

    private async Task<Socket> ClientAsync(SocketType type)
    {
        var socket = await NetworkNamespace.RunAsync(
            Space, _ => new Socket(AddressFamily.InterNetwork, type, type == SocketType.Dgram ? ProtocolType.Udp : ProtocolType.Tcp));
        using var deadline = new CancellationTokenSource(Patience);
        await socket.ConnectAsync(Asked, deadline.Token);
        return socket;
    }

    /// <summary>With what was not read left behind, it ends by a reset.</summary>
    private static async Task<bool> EndsAsync(Socket client, CancellationToken cancellationToken)
    {
        try
        {
            return await client.ReceiveAsync(new byte[16], cancellationToken) == 0;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            return true;
        }
    }

    private static async Task<byte[]> ReceiveAsync(Socket client, CancellationToken cancellationToken)
    {
        var bytes = new byte[4096];
        return bytes[..await client.ReceiveAsync(bytes, cancellationToken)];
    }
}
