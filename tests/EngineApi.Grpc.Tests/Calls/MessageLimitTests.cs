using EngineApi.Grpc.Dialing;
using Grpc.Net.Client;

namespace EngineApi.Grpc.Tests.Calls;

public sealed class MessageLimitTests
{
    private static readonly UnixSocketChannelOptions Small = new() { MaxReceiveMessageSize = 1000, MaxSendMessageSize = 500 };

    [Theory]
    [InlineData(1000, StatusCode.OK)]
    [InlineData(1001, StatusCode.ResourceExhausted)]
    public async Task A_message_may_have_as_many_bytes_as_the_limit(int length, StatusCode expected)
    {
        await using var fixture = await PeerFixture.StartAsync(Answering(length), Small);

        Assert.Equal(expected, await StatusOf(fixture.Client.Unary("")));
    }

    [Theory]
    [InlineData(500, StatusCode.OK)]
    [InlineData(501, StatusCode.ResourceExhausted)]
    public async Task A_message_to_send_may_have_as_many_bytes_as_its_limit(int length, StatusCode expected)
    {
        await using var fixture = await PeerFixture.StartAsync(Answering(1), Small);

        Assert.Equal(expected, await StatusOf(fixture.Client.Unary(new string('x', length))));
    }

    [Fact]
    public async Task A_message_too_large_for_a_stream_leaves_the_stream_alone()
    {
        await using var fixture = await PeerFixture.StartAsync(Answering(1), Small);

        using var stream = fixture.Client.ClientStreaming();
        var failure = await PeerFixture.FailureOf(stream.RequestStream.WriteAsync(new string('x', 501)));
        await stream.RequestStream.WriteAsync("small");
        await stream.RequestStream.CompleteAsync();

        Assert.Equal(StatusCode.ResourceExhausted, failure.StatusCode);
        Assert.Equal("x", await stream.ResponseAsync.WaitAsync(PeerFixture.Patience));
    }

    [Fact]
    public async Task Sixteen_MiB_arrive_by_default_and_one_byte_more_does_not()
    {
        var length = 16 * 1024 * 1024;
        await using var fixture = await PeerFixture.StartAsync(async call => await Answering(int.Parse((await call.ReadAsync())!))(call));

        Assert.Equal(length, (await fixture.Client.Unary($"{length}").ResponseAsync.WaitAsync(PeerFixture.Patience)).Length);
        Assert.Equal(StatusCode.ResourceExhausted, await StatusOf(fixture.Client.Unary($"{length + 1}")));
    }

    [Fact]
    public void A_channel_made_without_options_accepts_4_MiB() =>
        Assert.Equal(4 * 1024 * 1024, new GrpcChannelOptions().MaxReceiveMessageSize);

    private static Func<PeerCall, Task> Answering(int length) => async call =>
    {
        await call.ReadToEndAsync();
        try
        {
            await call.WriteAsync(new string('x', length));
            await call.EndAsync();
        }
        catch (IOException)
        {
            // The client has seen enough.
        }
    };

    private static async Task<StatusCode> StatusOf(AsyncUnaryCall<string> call)
    {
        try
        {
            await call.ResponseAsync.WaitAsync(PeerFixture.Patience);
        }
        catch (RpcException e)
        {
            Assert.Equal(e.Status, call.GetStatus());
        }
        return call.GetStatus().StatusCode;
    }
}
