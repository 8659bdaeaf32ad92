using EngineApi.Grpc.Dialing;

namespace EngineApi.Grpc.Tests.Dialing;

public sealed class UnixSocketChannelTests
{
    [Fact]
    public async Task A_missing_socket_is_Unavailable_and_named()
    {
        using var socket = new TempSocket();
        using var channel = UnixSocketChannel.Open(socket.Path);

        var failure = await PeerFixture.FailureOf(new Echo(channel.CreateCallInvoker()).Unary("").ResponseAsync);

        Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
        Assert.Contains($"{socket.Path}: no such socket", failure.Status.Detail);
        Assert.DoesNotContain("localhost", failure.Status.Detail);
    }

    [Fact]
    public async Task A_socket_that_nobody_listens_on_is_Unavailable_and_named()
    {
        using var socket = new TempSocket();
        using (var abandoned = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, 0))
        {
            abandoned.Bind(new System.Net.Sockets.UnixDomainSocketEndPoint(socket.Path));
            using var channel = UnixSocketChannel.Open(socket.Path);

            var failure = await PeerFixture.FailureOf(new Echo(channel.CreateCallInvoker()).Unary("").ResponseAsync);

            Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
            Assert.Contains($"{socket.Path}: Connection refused", failure.Status.Detail);
        }
    }

    [Fact]
    public async Task A_path_too_long_for_a_socket_is_Unavailable_and_named()
    {
        var path = "/tmp/" + new string('x', 120);
        using var channel = UnixSocketChannel.Open(path);

        var failure = await PeerFixture.FailureOf(new Echo(channel.CreateCallInvoker()).Unary("").ResponseAsync);

        Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
        Assert.Contains(path, failure.Status.Detail);
    }

    [Fact]
    public async Task A_call_waits_for_a_peer_that_starts_again_and_no_longer_than_it_should()
    {
        using var socket = new TempSocket();
        using var channel = UnixSocketChannel.Open(socket.Path, new UnixSocketChannelOptions { PatienceWithAbsent = TimeSpan.FromSeconds(60) });
        var early = new Echo(channel.CreateCallInvoker()).Unary("").ResponseAsync;
        Assert.False(early.IsCompleted);
        await using (var peer = await GrpcPeer.StartAsync(socket.Path, Answer))
            Assert.Equal("here", await early.WaitAsync(PeerFixture.Patience));

        using var impatient = UnixSocketChannel.Open(socket.Path, new UnixSocketChannelOptions { PatienceWithAbsent = TimeSpan.FromMilliseconds(200) });
        var failure = await PeerFixture.FailureOf(new Echo(impatient.CreateCallInvoker()).Unary("").ResponseAsync);
        Assert.Equal(StatusCode.Unavailable, failure.StatusCode);

        static async Task Answer(PeerCall call)
        {
            await call.ReadAsync();
            await call.WriteAsync("here");
            await call.EndAsync();
        }
    }

    [Fact]
    public async Task A_peer_that_goes_away_fails_its_streams_and_the_next_call_after_its_return_works()
    {
        using var socket = new TempSocket();
        using var channel = UnixSocketChannel.Open(socket.Path);
        var client = new Echo(channel.CreateCallInvoker());
        Func<PeerCall, Task> handler = async call =>
        {
            if (await call.ReadAsync() is "stay")
                await Calls.StreamingCallTests.UntilAborted(call);
            await call.WriteAsync("here");
            await call.EndAsync();
        };

        var peer = await GrpcPeer.StartAsync(socket.Path, handler);
        using var stream = client.ServerStreaming("stay");
        await stream.ResponseHeadersAsync;
        var read = stream.ResponseStream.MoveNext();
        await peer.DisposeAsync();

        Assert.Equal(StatusCode.Unavailable, (await PeerFixture.FailureOf(read)).StatusCode);
        Assert.Equal(StatusCode.Unavailable, (await PeerFixture.FailureOf(client.Unary("").ResponseAsync)).StatusCode);

        await using var again = await GrpcPeer.StartAsync(socket.Path, handler);
        Assert.Equal("here", await client.Unary("").ResponseAsync.WaitAsync(PeerFixture.Patience));
    }
}
