using EngineApi.Grpc.Dialing;
using Grpc.Net.Client;

namespace EngineApi.Grpc.Tests.Peers;

/// <summary>A peer, a channel to it and a client, for one test.</summary>
public sealed class PeerFixture : IAsyncDisposable
{
    /// <summary>No test waits longer for anything.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TempSocket _socket;
    private readonly GrpcPeer _peer;

    private PeerFixture(TempSocket socket, GrpcPeer peer, GrpcChannel channel)
    {
        _socket = socket;
        _peer = peer;
        Channel = channel;
        Client = new Echo(channel.CreateCallInvoker());
    }

    public GrpcChannel Channel { get; }

    public Echo Client { get; }

    public static async Task<PeerFixture> StartAsync(Func<PeerCall, Task> handler, UnixSocketChannelOptions? options = null)
    {
        var socket = new TempSocket();
        var peer = await GrpcPeer.StartAsync(socket.Path, handler);
        return new PeerFixture(socket, peer, UnixSocketChannel.Open(socket.Path, options));
    }

    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        await _peer.DisposeAsync();
        _socket.Dispose();
    }

    /// <summary>The failure of a call that must fail, within <see cref="Patience"/>.</summary>
    public static Task<RpcException> FailureOf(Task call) => Assert.ThrowsAsync<RpcException>(() => call.WaitAsync(Patience));
}
