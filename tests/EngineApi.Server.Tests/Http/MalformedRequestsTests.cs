using System.Text.Json;
using EngineApi.Server.Http;
using EngineApi.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace EngineApi.Server.Tests.Http;

/// <summary>What is no HTTP, or breaks off being it: a status and a message, and the engine goes on.</summary>
public sealed class MalformedRequestsTests
{
    private static Task<TestGateway> StartAsync() => TestGateway.StartAsync(static app => app.MapPost("/test/json", (RequestDelegate)(static async context =>
    {
        await JsonRequest.ReadAsync(context, WireJson.Default.ContainerCreateRequest);
        await context.Response.WriteAsync("read");
    })));

    private const string Chunked = "POST /test/json HTTP/1.1\r\nHost: d\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";

    public static TheoryData<string, int> Requests => new()
    {
        { "GARBAGE\r\n\r\n", 400 },
        { "GET\r\n\r\n", 400 },
        { "GET / HTTP/9.9\r\n\r\n", 505 },
        { "GET / HTTP/1.1\r\n\r\n", 400 }, // no Host
        { "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400 },
        { "GET http://other/ HTTP/1.1\r\nHost: a\r\n\r\n", 400 },
        { "GET / HTTP/1.1\r\nHost: d\r\nno colon\r\n\r\n", 400 },
        { "GET / HTTP/1.1\r\nHost: d\r\nBad Name: x\r\n\r\n", 400 },
        { "GET / HTTP/1.1\r\nHost: d\r\nX: " + new string('x', 40_000) + "\r\n\r\n", 431 },
        { "GET /" + new string('x', 10_000) + " HTTP/1.1\r\nHost: d\r\n\r\n", 414 },
        { "POST / HTTP/1.1\r\nHost: d\r\nContent-Length: -1\r\n\r\n", 400 },
        { "POST / HTTP/1.1\r\nHost: d\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400 },
        { "POST /test/json HTTP/1.1\r\nHost: d\r\nContent-Type: application/json\r\n\r\n", 400 }, // neither length nor chunks
        { Chunked + "zz\r\n{}\r\n0\r\n\r\n", 400 },
        { Chunked + "2\r\n{}xx0\r\n\r\n", 400 },
        { Chunked + "ffffffffffffffff\r\n{}\r\n0\r\n\r\n", 400 },
        { Chunked + "7fffffffffffffff\r\n{}\r\n0\r\n\r\n", 400 },
        { Chunked + "100000000\r\n{}\r\n0\r\n\r\n", 400 },
    };

    [Theory, MemberData(nameof(Requests))]
    public async Task Each_gets_a_status_and_a_message(string request, int status)
    {
        await using var gateway = await StartAsync();
        using (var client = await gateway.ConnectAsync())
        {
            await client.SendAsync(request);
            client.FinishSending();
            var answer = Answer.Parse(await client.ReadToEndAsync());
            Assert.Equal((status, "application/json"), (answer.Status, answer.Headers.GetValueOrDefault("Content-Type", "none: " + answer.StatusLine)));
            using var body = JsonDocument.Parse(answer.Body);
            Assert.NotEmpty(body.RootElement.GetProperty("message").GetString()!);
        }
        Assert.Equal(200, (await gateway.SendAsync("GET", "/_ping")).Status);
    }

    [Fact]
    public async Task What_came_before_on_the_connection_was_answered()
    {
        await using var gateway = await StartAsync();
        using var client = await gateway.ConnectAsync();
        await client.SendAsync("GET /_ping HTTP/1.1\r\nHost: d\r\n\r\nGARBAGE\r\n\r\n");
        var all = global::System.Text.Encoding.UTF8.GetString(await client.ReadToEndAsync());
        Assert.StartsWith("HTTP/1.1 200 OK", all, StringComparison.Ordinal);
        Assert.Contains("OKHTTP/1.1 400 Bad Request", all, StringComparison.Ordinal);
        Assert.EndsWith("\"}\n", all, StringComparison.Ordinal);
    }
}
