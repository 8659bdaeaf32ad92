namespace EngineApi.Grpc.Tests.Calls;

public sealed class UnaryCallTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5_000_000)]
    public async Task Brings_the_answer_to_the_request(int length)
    {
        await using var fixture = await PeerFixture.StartAsync(async call =>
        {
            var request = await call.ReadAsync();
            Assert.Null(await call.ReadAsync());
            await call.WriteAsync(request!);
            await call.EndAsync();
        });
        var text = new string('x', length);

        using var unary = fixture.Client.Unary(text);

        Assert.Equal(text, await unary.ResponseAsync.WaitAsync(PeerFixture.Patience));
        Assert.Equal(StatusCode.OK, unary.GetStatus().StatusCode);
    }

    [Fact]
    public async Task Sends_the_head_that_the_protocol_asks_for()
    {
        var seen = "";
        await using var fixture = await PeerFixture.StartAsync(async call =>
        {
            seen = $"{call.Http.Request.Method} {call.Http.Request.Path} {call.Header("content-type")} {call.Header("te")} [{call.Header("grpc-timeout")}]";
            await call.ReadToEndAsync();
            await call.WriteAsync("");
            await call.EndAsync();
        });

        await fixture.Client.Unary("");

        Assert.Equal("POST /test.Echo/Unary application/grpc trailers []", seen);
    }

    [Fact]
    public async Task Runs_a_thousand_at_once()
    {
        await using var fixture = await PeerFixture.StartAsync(async call =>
        {
            var request = await call.ReadAsync();
            await call.WriteAsync(request!);
            await call.EndAsync();
        });

        var answers = await Task.WhenAll(Enumerable.Range(0, 1000).Select(n => fixture.Client.Unary($"{n}").ResponseAsync)).WaitAsync(PeerFixture.Patience);

        Assert.Equal(Enumerable.Range(0, 1000).Select(n => $"{n}"), answers);
    }

    [Fact]
    public async Task Gives_the_peers_error_although_a_message_came_before_it()
    {
        await using var fixture = await PeerFixture.StartAsync(async call =>
        {
            await call.ReadToEndAsync();
            await call.WriteAsync("half an answer");
            await call.EndAsync(status: 5, message: "container web: not found");
        });

        using var unary = fixture.Client.Unary("web");
        var failure = await PeerFixture.FailureOf(unary.ResponseAsync);

        Assert.Equal(new Status(StatusCode.NotFound, "container web: not found"), failure.Status);
        Assert.Equal(failure.Status, unary.GetStatus());
    }

    [Fact]
    public async Task Has_no_status_before_its_end()
    {
        var release = new TaskCompletionSource();
        await using var fixture = await PeerFixture.StartAsync(async call =>
        {
            await release.Task;
            await call.WriteAsync("");
            await call.EndAsync();
        });

        using var unary = fixture.Client.Unary("");

        Assert.Throws<InvalidOperationException>(() => unary.GetStatus());
        Assert.Throws<InvalidOperationException>(() => unary.GetTrailers());
        release.SetResult();
        await unary;
        Assert.Empty(unary.GetTrailers());
    }

    [Fact]
    public async Task Refuses_to_block_a_thread()
    {
        await using var fixture = await PeerFixture.StartAsync(call => call.EndAsync());
        var method = new Method<string, string>(
            MethodType.Unary, "test.Echo", "Unary", Marshallers.Create<string>(_ => [], _ => ""), Marshallers.Create<string>(_ => [], _ => ""));

        Assert.Throws<NotSupportedException>(() => fixture.Channel.CreateCallInvoker().BlockingUnaryCall(method, null, default, ""));
    }
}
