namespace EngineApi.Grpc.Tests.Calls;

public sealed class DeadlineAndCancellationTests
{
    [Fact]
    public async Task A_deadline_is_told_to_the_peer_and_kept_without_it()
    {
        var timeout = new TaskCompletionSource<string>();
        await using var fixture = await PeerFixture.StartAsync(call =>
        {
            timeout.TrySetResult(call.Header("grpc-timeout"));
            return StreamingCallTests.UntilAborted(call);
        });
        var deadline = DateTime.UtcNow.AddMilliseconds(400);

        var failure = await PeerFixture.FailureOf(fixture.Client.Unary("", new CallOptions(deadline: deadline)).ResponseAsync);

        Assert.Equal(StatusCode.DeadlineExceeded, failure.StatusCode);
        Assert.True(DateTime.UtcNow >= deadline.AddMilliseconds(-2), "The call ended before its deadline.");
        Assert.Matches("^[0-9]{1,6}u$", await timeout.Task);
    }

    [Fact]
    public async Task A_deadline_ends_a_stream_that_nobody_reads()
    {
        var aborted = new TaskCompletionSource();
        await using var fixture = await PeerFixture.StartAsync(async call =>
        {
            await StreamingCallTests.UntilAborted(call);
            aborted.SetResult();
        });

        using var stream = fixture.Client.ServerStreaming("", new CallOptions(deadline: DateTime.UtcNow.AddMilliseconds(300)));
        await aborted.Task.WaitAsync(PeerFixture.Patience);

        Assert.Equal(StatusCode.DeadlineExceeded, (await PeerFixture.FailureOf(stream.ResponseStream.MoveNext())).StatusCode);
    }

    [Fact]
    public async Task A_deadline_that_has_passed_does_not_reach_the_peer()
    {
        var calls = 0;
        await using var fixture = await PeerFixture.StartAsync(call =>
        {
            calls++;
            return call.EndAsync();
        });

        var failure = await PeerFixture.FailureOf(fixture.Client.Unary("", new CallOptions(deadline: DateTime.MinValue)).ResponseAsync);

        Assert.Equal(StatusCode.DeadlineExceeded, failure.StatusCode);
        Assert.Equal(0, calls);
    }

    [Fact]
    public async Task A_deadline_must_be_in_UTC()
    {
        await using var fixture = await PeerFixture.StartAsync(call => call.EndAsync());

        Assert.Throws<InvalidOperationException>(() => fixture.Client.Unary("", new CallOptions(deadline: DateTime.Now.AddSeconds(1))));
    }

    [Fact]
    public async Task Cancelling_ends_the_call_as_Cancelled_on_both_sides()
    {
        var arrived = new TaskCompletionSource();
        var aborted = new TaskCompletionSource();
        await using var fixture = await PeerFixture.StartAsync(async call =>
        {
            arrived.SetResult();
            await StreamingCallTests.UntilAborted(call);
            aborted.SetResult();
        });
        using var cancellation = new CancellationTokenSource();

        var unary = fixture.Client.Unary("", new CallOptions(cancellationToken: cancellation.Token));
        await arrived.Task.WaitAsync(PeerFixture.Patience);
        await cancellation.CancelAsync();

        Assert.Equal(StatusCode.Cancelled, (await PeerFixture.FailureOf(unary.ResponseAsync)).StatusCode);
        Assert.Equal(StatusCode.Cancelled, unary.GetStatus().StatusCode);
        await aborted.Task.WaitAsync(PeerFixture.Patience);
    }

    [Fact]
    public async Task A_token_that_is_cancelled_already_keeps_the_call_from_the_peer()
    {
        var calls = 0;
        await using var fixture = await PeerFixture.StartAsync(call =>
        {
            calls++;
            return call.EndAsync();
        });

        var failure = await PeerFixture.FailureOf(fixture.Client.Unary("", new CallOptions(cancellationToken: new CancellationToken(true))).ResponseAsync);

        Assert.Equal(StatusCode.Cancelled, failure.StatusCode);
        Assert.Equal(0, calls);
    }

    [Fact]
    public async Task Cancelling_a_read_cancels_the_call()
    {
        await using var fixture = await PeerFixture.StartAsync(StreamingCallTests.UntilAborted);
        using var cancellation = new CancellationTokenSource();

        using var stream = fixture.Client.ServerStreaming("");
        await stream.ResponseHeadersAsync;
        var read = stream.ResponseStream.MoveNext(cancellation.Token);
        await cancellation.CancelAsync();

        Assert.Equal(StatusCode.Cancelled, (await PeerFixture.FailureOf(read)).StatusCode);
        Assert.Equal(StatusCode.Cancelled, stream.GetStatus().StatusCode);
    }
}
