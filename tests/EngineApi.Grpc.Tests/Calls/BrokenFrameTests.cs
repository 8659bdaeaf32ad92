namespace EngineApi.Grpc.Tests.Calls;

/// <summary>What a peer, or a file taken for one, may send that is no message.</summary>
public sealed class BrokenFrameTests
{
    public static TheoryData<byte[], StatusCode> Broken => new()
    {
        { [0, 0, 0], StatusCode.Internal }, // a prefix cut short
        { PeerCall.Prefix(0, 10), StatusCode.Internal }, // a message without its bytes
        { [.. PeerCall.Prefix(0, 10), 1, 2, 3], StatusCode.Internal }, // a message cut short
        { [.. PeerCall.Prefix(1, 3), 1, 2, 3], StatusCode.Internal }, // compressed, which nobody agreed on
        { [.. PeerCall.Prefix(77, 3), 1, 2, 3], StatusCode.Internal }, // a flag that does not exist
        { PeerCall.Prefix(0, uint.MaxValue), StatusCode.ResourceExhausted }, // a length beyond any array
        { PeerCall.Prefix(0, int.MaxValue), StatusCode.ResourceExhausted },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task A_broken_frame_ends_a_unary_call(byte[] bytes, StatusCode expected)
    {
        await using var fixture = await PeerFixture.StartAsync(Sending(bytes));

        Assert.Equal(expected, (await PeerFixture.FailureOf(fixture.Client.Unary("").ResponseAsync)).StatusCode);
    }

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task A_broken_frame_ends_a_stream_after_the_messages_before_it(byte[] bytes, StatusCode expected)
    {
        await using var fixture = await PeerFixture.StartAsync(Sending([.. PeerCall.Prefix(0, 2), .. "hi"u8, .. bytes]));

        using var stream = fixture.Client.ServerStreaming("");

        Assert.True(await stream.ResponseStream.MoveNext());
        Assert.Equal("hi", stream.ResponseStream.Current);
        Assert.Equal(expected, (await PeerFixture.FailureOf(stream.ResponseStream.MoveNext())).StatusCode);
    }

    [Fact]
    public async Task The_peers_own_error_explains_a_torn_frame_better()
    {
        await using var fixture = await PeerFixture.StartAsync(async call =>
        {
            await call.WriteRawAsync(PeerCall.Prefix(0, 10));
            await call.EndAsync(status: 15, message: "the disk is gone");
        });

        var failure = await PeerFixture.FailureOf(fixture.Client.Unary("").ResponseAsync);

        Assert.Equal(new Status(StatusCode.DataLoss, "the disk is gone"), failure.Status);
    }

    private static Func<PeerCall, Task> Sending(byte[] bytes) => async call =>
    {
        await call.ReadToEndAsync();
        await call.WriteRawAsync(bytes);
        await call.EndAsync();
    };
}
