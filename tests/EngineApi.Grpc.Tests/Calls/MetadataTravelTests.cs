using Microsoft.AspNetCore.Http;

namespace EngineApi.Grpc.Tests.Calls;

public sealed class MetadataTravelTests
{
    [Fact]
    public async Task Metadata_travels_both_ways()
    {
        await using var fixture = await PeerFixture.StartAsync(async call =>
        {
            await call.ReadToEndAsync();
            call.Http.Response.Headers["namespace-back"] = call.Header("containerd-namespace");
            call.Http.Response.Headers["bytes-back-bin"] = call.Header("bytes-bin").TrimEnd('='); // as Go sends it: unpadded
            await call.WriteAsync("");
            call.Http.Response.AppendTrailer("last-words-bin", "AQ,AgM=");
            call.Http.Response.AppendTrailer("twice", new Microsoft.Extensions.Primitives.StringValues(["a", "b"]));
            await call.EndAsync();
        });
        var headers = new Metadata { { "Containerd-Namespace", "moby" }, { "bytes-bin", [0, 255, 7, 9] } };

        using var unary = fixture.Client.Unary("", new CallOptions(headers));
        await unary;

        var received = await unary.ResponseHeadersAsync;
        Assert.Equal("moby", received.GetValue("namespace-back"));
        Assert.Equal<byte[]>([0, 255, 7, 9], received.GetValueBytes("bytes-back-bin"));
        var trailers = unary.GetTrailers();
        Assert.Equal([[1], [2, 3]], trailers.GetAll("last-words-bin").Select(entry => entry.ValueBytes));
        Assert.Equal(["a", "b"], trailers.GetAll("twice").Select(entry => entry.Value));
        Assert.Null(trailers.Get("grpc-status"));
    }

    [Fact]
    public async Task Bytes_that_are_not_base64_end_the_call()
    {
        await using var fixture = await PeerFixture.StartAsync(async call =>
        {
            await call.WriteAsync("");
            call.Http.Response.AppendTrailer("odd-bin", "!!!");
            await call.EndAsync();
        });

        var failure = await PeerFixture.FailureOf(fixture.Client.Unary("").ResponseAsync);

        Assert.Equal(StatusCode.Internal, failure.StatusCode);
        Assert.Contains("odd-bin", failure.Status.Detail);
    }

    [Fact]
    public async Task Headers_of_a_call_that_never_got_an_answer_fault()
    {
        await using var fixture = await PeerFixture.StartAsync(call =>
        {
            call.Reset(0x2);
            return Task.CompletedTask;
        });

        using var stream = fixture.Client.ServerStreaming("");

        await PeerFixture.FailureOf(stream.ResponseHeadersAsync);
    }

    [Fact]
    public async Task A_header_that_would_break_the_line_is_refused()
    {
        await using var fixture = await PeerFixture.StartAsync(call => call.EndAsync());
        var headers = new Metadata { { "note", "a\r\nb" } };

        Assert.Throws<ArgumentException>(() => fixture.Client.Unary("", new CallOptions(headers)));
    }
}
