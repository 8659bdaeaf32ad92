namespace EngineApi.Grpc.Tests.Calls;

public sealed class StreamingCallTests
{
    [Fact]
    public async Task Server_streaming_brings_every_message_in_order_and_then_the_end()
    {
        await using var fixture = await PeerFixture.StartAsync(async call =>
        {
            var count = int.Parse((await call.ReadAsync())!);
            for (var i = 0; i < count; i++)
                await call.WriteAsync(new string((char)('a' + i % 26), i * 37));
            await call.EndAsync();
        });

        using var stream = fixture.Client.ServerStreaming("300");
        var lengths = new List<int>();
        await foreach (var message in stream.ResponseStream.ReadAllAsync())
            lengths.Add(message.Length);

        Assert.Equal(Enumerable.Range(0, 300).Select(i => i * 37), lengths);
        Assert.Equal(StatusCode.OK, stream.GetStatus().StatusCode);
        Assert.False(await stream.ResponseStream.MoveNext());
    }

    [Fact]
    public async Task Server_streaming_ends_with_the_peers_error_and_keeps_saying_so()
    {
        await using var fixture = await PeerFixture.StartAsync(async call =>
        {
            await call.WriteAsync("one");
            await call.EndAsync(status: 14, message: "going away");
        });

        using var stream = fixture.Client.ServerStreaming("");

        Assert.True(await stream.ResponseStream.MoveNext());
        Assert.Equal("one", stream.ResponseStream.Current);
        Assert.Equal(StatusCode.Unavailable, (await PeerFixture.FailureOf(stream.ResponseStream.MoveNext())).StatusCode);
        Assert.Equal(StatusCode.Unavailable, (await PeerFixture.FailureOf(stream.ResponseStream.MoveNext())).StatusCode);
    }

    [Fact]
    public async Task Client_streaming_brings_the_answer_to_all_messages()
    {
        await using var fixture = await PeerFixture.StartAsync(async call =>
        {
            var total = 0;
            while (await call.ReadAsync() is { } message)
                total += message.Length;
            await call.WriteAsync($"{total}");
            await call.EndAsync();
        });

        using var stream = fixture.Client.ClientStreaming();
        for (var i = 0; i < 200; i++)
            await stream.RequestStream.WriteAsync(new string('y', 1000));
        await stream.RequestStream.CompleteAsync();

        Assert.Equal("200000", await stream.ResponseAsync.WaitAsync(PeerFixture.Patience));
    }

    [Fact]
    public async Task Duplex_streaming_lets_both_sides_talk_in_turn()
    {
        await using var fixture = await PeerFixture.StartAsync(async call =>
        {
            await call.StartAsync();
            while (await call.ReadAsync() is { } message)
                await call.WriteAsync($"<{message}>");
            await call.EndAsync();
        });

        using var stream = fixture.Client.DuplexStreaming();
        await stream.ResponseHeadersAsync.WaitAsync(PeerFixture.Patience);
        for (var i = 0; i < 50; i++)
        {
            await stream.RequestStream.WriteAsync($"{i}");
            Assert.True(await stream.ResponseStream.MoveNext());
            Assert.Equal($"<{i}>", stream.ResponseStream.Current);
        }
        await stream.RequestStream.CompleteAsync();

        Assert.False(await stream.ResponseStream.MoveNext());
    }

    [Fact]
    public async Task A_buffered_message_leaves_with_the_next()
    {
        await using var fixture = await PeerFixture.StartAsync(async call =>
        {
            await call.ReadToEndAsync();
            await call.WriteAsync("done");
            await call.EndAsync();
        });

        using var stream = fixture.Client.ClientStreaming();
        stream.RequestStream.WriteOptions = new WriteOptions(WriteFlags.BufferHint);
        await stream.RequestStream.WriteAsync("first");
        await stream.RequestStream.CompleteAsync();

        Assert.Equal("done", await stream.ResponseAsync.WaitAsync(PeerFixture.Patience));
    }

    [Fact]
    public async Task A_completed_request_stream_takes_no_message()
    {
        await using var fixture = await PeerFixture.StartAsync(async call =>
        {
            await call.ReadToEndAsync();
            await call.WriteAsync("");
            await call.EndAsync();
        });

        using var stream = fixture.Client.ClientStreaming();
        await stream.RequestStream.CompleteAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(() => stream.RequestStream.WriteAsync("late"));
        await stream.ResponseAsync.WaitAsync(PeerFixture.Patience);
    }

    [Fact]
    public async Task Two_reads_at_once_are_refused()
    {
        await using var fixture = await PeerFixture.StartAsync(call => UntilAborted(call));

        using var stream = fixture.Client.ServerStreaming("");
        var first = stream.ResponseStream.MoveNext();

        await Assert.ThrowsAsync<InvalidOperationException>(() => stream.ResponseStream.MoveNext());
        Assert.False(first.IsCompleted);
    }

    internal static async Task UntilAborted(PeerCall call)
    {
        var aborted = new TaskCompletionSource();
        using var registration = call.Aborted.Register(aborted.SetResult);
        await call.StartAsync();
        await aborted.Task;
    }
}
