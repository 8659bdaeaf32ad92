namespace EngineApi.Grpc.Tests.Calls;

/// <summary>One half of a call meets the end that the other half, or the peer, brings about.</summary>
public sealed class RaceTests
{
    [Fact]
    public async Task Dispose_during_a_read_cancels_the_call_on_both_sides()
    {
        var aborted = new TaskCompletionSource();
        await using var fixture = await PeerFixture.StartAsync(async call =>
        {
            await StreamingCallTests.UntilAborted(call);
            aborted.SetResult();
        });

        var stream = fixture.Client.ServerStreaming("");
        await stream.ResponseHeadersAsync;
        var read = stream.ResponseStream.MoveNext();
        stream.Dispose();

        Assert.Equal(StatusCode.Cancelled, (await PeerFixture.FailureOf(read)).StatusCode);
        await aborted.Task.WaitAsync(PeerFixture.Patience);
    }

    [Fact]
    public async Task Dispose_during_a_busy_read_never_mixes_up_buffers()
    {
        await using var fixture = await PeerFixture.StartAsync(async call =>
        {
            var letter = (await call.ReadAsync())![0];
            while (await call.TryWriteAsync(new string(letter, 3000)))
            {
            }
        });

        async Task ReadUntilDisposed(int n)
        {
            var letter = (char)('a' + n % 26);
            var stream = fixture.Client.ServerStreaming($"{letter}");
            var read = 0;
            try
            {
                await foreach (var message in stream.ResponseStream.ReadAllAsync())
                {
                    Assert.Equal(3000, message.AsSpan().Count(letter));
                    if (++read == 5)
                        _ = Task.Run(stream.Dispose);
                }
            }
            catch (RpcException e)
            {
                Assert.Equal(StatusCode.Cancelled, e.StatusCode);
            }
            Assert.True(read >= 5);
        }

        await Task.WhenAll(Enumerable.Range(0, 60).Select(ReadUntilDisposed)).WaitAsync(PeerFixture.Patience);
    }

    [Fact]
    public async Task A_write_after_the_peer_refused_the_call_tells_why()
    {
        await using var fixture = await PeerFixture.StartAsync(call =>
        {
            call.EndTrailersOnly(9, "the lease is gone");
            return Task.CompletedTask;
        });

        using var stream = fixture.Client.DuplexStreaming();
        var failure = await PeerFixture.FailureOf(WriteForever(stream.RequestStream));

        Assert.Equal(new Status(StatusCode.FailedPrecondition, "the lease is gone"), failure.Status);
    }

    [Fact]
    public async Task A_write_after_the_peer_ended_early_points_to_the_status_that_reading_brings()
    {
        await using var fixture = await PeerFixture.StartAsync(async call =>
        {
            await call.WriteAsync("enough");
            await call.EndAsync(status: 11, message: "too much");
        });

        using var stream = fixture.Client.DuplexStreaming();
        var write = await PeerFixture.FailureOf(WriteForever(stream.RequestStream));

        Assert.Equal(StatusCode.Unknown, write.StatusCode);
        Assert.True(await stream.ResponseStream.MoveNext());
        Assert.Equal("enough", stream.ResponseStream.Current);
        Assert.Equal(StatusCode.OutOfRange, (await PeerFixture.FailureOf(stream.ResponseStream.MoveNext())).StatusCode);
    }

    [Fact]
    public async Task A_client_stream_that_the_peer_ends_early_with_OK_takes_no_more_messages()
    {
        await using var fixture = await PeerFixture.StartAsync(async call =>
        {
            await call.ReadAsync();
            await call.WriteAsync("that will do");
            await call.EndAsync();
        });

        using var stream = fixture.Client.ClientStreaming();
        await stream.RequestStream.WriteAsync("first");

        Assert.Equal("that will do", await stream.ResponseAsync.WaitAsync(PeerFixture.Patience));
        await Assert.ThrowsAsync<InvalidOperationException>(() => WriteForever(stream.RequestStream).WaitAsync(PeerFixture.Patience));
    }

    [Fact]
    public async Task Dispose_without_completion_does_not_look_like_completion()
    {
        var sawEnd = new TaskCompletionSource<bool>();
        await using var fixture = await PeerFixture.StartAsync(async call =>
        {
            await call.StartAsync();
            try
            {
                await call.ReadToEndAsync();
                sawEnd.SetResult(true);
            }
            catch (IOException)
            {
                sawEnd.SetResult(false);
            }
        });

        var stream = fixture.Client.ClientStreaming();
        await stream.RequestStream.WriteAsync("half of it");
        await stream.ResponseHeadersAsync;
        stream.Dispose();

        Assert.Equal(StatusCode.Cancelled, (await PeerFixture.FailureOf(stream.ResponseAsync)).StatusCode);
        Assert.False(await sawEnd.Task.WaitAsync(PeerFixture.Patience));
    }

    [Fact]
    public async Task Closing_the_channel_cancels_its_calls_and_refuses_new_ones()
    {
        await using var fixture = await PeerFixture.StartAsync(StreamingCallTests.UntilAborted);
        using var stream = fixture.Client.ServerStreaming("");
        await stream.ResponseHeadersAsync;
        var read = stream.ResponseStream.MoveNext();

        fixture.Channel.Dispose();

        Assert.Equal(StatusCode.Cancelled, (await PeerFixture.FailureOf(read)).StatusCode);
        Assert.Throws<ObjectDisposedException>(() => fixture.Client.Unary(""));
    }

    // A reset travels while writes succeed, so the first write that notices is not the first write.
    private static async Task WriteForever(IClientStreamWriter<string> requests)
    {
        while (true)
            await requests.WriteAsync("more");
    }
}
