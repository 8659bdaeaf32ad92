using System.Diagnostics;
using EngineApi.Grpc.Dialing;

namespace EngineApi.Grpc.Tests.Dialing;

public sealed class SilenceWatchTests
{
    private static readonly UnixSocketChannelOptions Impatient = new()
    {
        SilenceBeforeProbe = TimeSpan.FromMilliseconds(400),
        ProbeTimeout = TimeSpan.FromMilliseconds(600),
    };

    [Fact]
    public async Task A_peer_that_falls_silent_after_the_preface_makes_its_calls_Unavailable()
    {
        using var socket = new TempSocket();
        await using var peer = RawPeer.Silent(socket.Path);
        using var channel = UnixSocketChannel.Open(socket.Path, Impatient);
        var clock = Stopwatch.StartNew();

        using var stream = new Echo(channel.CreateCallInvoker()).ServerStreaming("");
        var failure = await PeerFixture.FailureOf(stream.ResponseStream.MoveNext());

        Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
        Assert.Contains("has not answered", failure.Status.Detail);
        Assert.InRange(clock.Elapsed, Impatient.SilenceBeforeProbe, TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task A_peer_that_answers_keeps_its_quiet_calls_and_gets_no_keepalive_PING()
    {
        using var socket = new TempSocket();
        await using var peer = RawPeer.Refusing(socket.Path);
        // Probes often, and is patient with the answers, which a busy machine may hold up.
        using var channel = UnixSocketChannel.Open(socket.Path, Impatient with { ProbeTimeout = PeerFixture.Patience });

        using var stream = new Echo(channel.CreateCallInvoker()).ServerStreaming("");
        var read = stream.ResponseStream.MoveNext();
        await peer.ProbesAsync(5).WaitAsync(PeerFixture.Patience);

        Assert.False(read.IsCompleted);
        Assert.InRange(peer.Pings, 0, 1); // SocketsHttpHandler measures the round trip once, after the first answer
    }

    [Fact]
    public void The_defaults_notice_within_15_seconds()
    {
        var options = new UnixSocketChannelOptions();

        Assert.True(options.SilenceBeforeProbe * 1.25 + options.ProbeTimeout < TimeSpan.FromSeconds(15));
    }
}
