using Microsoft.AspNetCore.Http;

namespace EngineApi.Grpc.Tests.Calls;

public sealed class ResponseStatusTests
{
    [Fact]
    public async Task A_trailers_only_response_is_an_error_with_its_decoded_message()
    {
        await using var fixture = await PeerFixture.StartAsync(call =>
        {
            call.Http.Response.Headers["detail-bin"] = "AQID"; // 1 2 3
            call.EndTrailersOnly(6, "container %22w%C3%A9b%22 already exists at 100%");
            return Task.CompletedTask;
        });

        var failure = await PeerFixture.FailureOf(fixture.Client.Unary("").ResponseAsync);

        Assert.Equal(new Status(StatusCode.AlreadyExists, "container \"wéb\" already exists at 100%"), failure.Status);
        Assert.Equal<byte[]>([1, 2, 3], failure.Trailers.GetValueBytes("detail-bin"));
    }

    [Fact]
    public async Task A_response_without_trailers_is_Unknown()
    {
        await using var fixture = await PeerFixture.StartAsync(async call => await call.WriteAsync("an answer, but no status"));

        Assert.Equal(StatusCode.Unknown, (await PeerFixture.FailureOf(fixture.Client.Unary("").ResponseAsync)).StatusCode);
    }

    [Fact]
    public async Task OK_without_a_message_is_an_error_where_one_is_due()
    {
        await using var fixture = await PeerFixture.StartAsync(call =>
        {
            call.EndTrailersOnly(0, "");
            return Task.CompletedTask;
        });

        Assert.Equal(StatusCode.Internal, (await PeerFixture.FailureOf(fixture.Client.Unary("").ResponseAsync)).StatusCode);
        using var stream = fixture.Client.ServerStreaming("");
        Assert.False(await stream.ResponseStream.MoveNext());
    }

    [Fact]
    public async Task Two_messages_are_an_error_where_one_is_due()
    {
        await using var fixture = await PeerFixture.StartAsync(async call =>
        {
            await call.WriteAsync("one");
            await call.WriteAsync("two");
            await call.EndAsync();
        });

        Assert.Equal(StatusCode.Internal, (await PeerFixture.FailureOf(fixture.Client.Unary("").ResponseAsync)).StatusCode);
    }

    [Theory]
    [InlineData("16", StatusCode.Unauthenticated)]
    [InlineData("17", StatusCode.Unknown)]
    [InlineData("-1", StatusCode.Unknown)]
    [InlineData("later", StatusCode.Unknown)]
    public async Task A_status_outside_the_table_is_Unknown(string number, StatusCode expected)
    {
        await using var fixture = await PeerFixture.StartAsync(async call =>
        {
            await call.StartAsync();
            call.Http.Response.AppendTrailer("grpc-status", number);
        });

        Assert.Equal(expected, (await PeerFixture.FailureOf(fixture.Client.Unary("").ResponseAsync)).StatusCode);
    }

    [Theory]
    [InlineData(401, StatusCode.Unauthenticated)]
    [InlineData(404, StatusCode.Unimplemented)]
    [InlineData(503, StatusCode.Unavailable)]
    [InlineData(500, StatusCode.Unknown)]
    public async Task A_bare_HTTP_status_is_translated(int http, StatusCode expected)
    {
        await using var fixture = await PeerFixture.StartAsync(call =>
        {
            call.Http.Response.StatusCode = http;
            return Task.CompletedTask;
        });

        Assert.Equal(expected, (await PeerFixture.FailureOf(fixture.Client.Unary("").ResponseAsync)).StatusCode);
    }

    [Fact]
    public async Task A_web_page_is_not_taken_for_an_answer()
    {
        await using var fixture = await PeerFixture.StartAsync(async call =>
        {
            call.Http.Response.ContentType = "text/html";
            await call.Http.Response.WriteAsync("<p>hello</p>");
        });

        var failure = await PeerFixture.FailureOf(fixture.Client.Unary("").ResponseAsync);

        Assert.Equal(StatusCode.Unknown, failure.StatusCode);
        Assert.Contains("text/html", failure.Status.Detail);
    }

    [Theory]
    [InlineData(0x1, StatusCode.Internal)]
    [InlineData(0x2, StatusCode.Internal)]
    [InlineData(0x8, StatusCode.Cancelled)]
    [InlineData(0xb, StatusCode.ResourceExhausted)]
    [InlineData(0xc, StatusCode.PermissionDenied)]
    public async Task A_reset_stream_is_translated(int http2Code, StatusCode expected)
    {
        await using var fixture = await PeerFixture.StartAsync(async call =>
        {
            await call.WriteAsync("one");
            await call.ReadAsync();
            call.Reset(http2Code);
        });

        using var stream = fixture.Client.DuplexStreaming();
        Assert.True(await stream.ResponseStream.MoveNext());
        await stream.RequestStream.WriteAsync("now");

        Assert.Equal(expected, (await PeerFixture.FailureOf(stream.ResponseStream.MoveNext())).StatusCode);
    }
}
