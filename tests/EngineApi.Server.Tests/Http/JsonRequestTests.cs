using System.Text;
using EngineApi.Server.Http;
using EngineApi.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EngineApi.Server.Tests.Http;

public sealed class JsonRequestTests
{
    private static Task<TestGateway> StartAsync(Action<IServiceCollection>? services = null) => TestGateway.StartAsync(static app =>
    {
        app.MapPost("/test/body", (RequestDelegate)(static async context =>
        {
            var body = await JsonRequest.ReadAsync(context, WireJson.Default.ExecStartRequest);
            await context.Response.WriteAsync($"{body.Tty}");
        }));
        app.MapPost("/test/optional", (RequestDelegate)(static async context =>
        {
            var body = await JsonRequest.ReadOptionalAsync(context, WireJson.Default.ExecStartRequest);
            await context.Response.WriteAsync($"{body.Tty}");
        }));
        app.MapPost("/test/unread", (RequestDelegate)(static context => context.Response.WriteAsync("not looked at")));
    }, static options => options with { Hosts = [.. options.Hosts, TestGateway.AnyTcp], LogLevel = LogLevel.Information }, services: services);

    [Theory]
    [InlineData("create-badjson", "Content-Type: application/json\r\nContent-Length: 9\r\n", "{\"Image\":")]
    [InlineData("create-empty", "Content-Type: application/json\r\nContent-Length: 0\r\n", "")]
    [InlineData("create-noct", "Content-Type: text/plain\r\nContent-Length: 19\r\n", "{\"Image\":\"busybox\"}")]
    public async Task Bad_bodies_are_refused_as_dockerd_does(string golden, string headers, string body)
    {
        await using var gateway = await StartAsync();
        var answer = await gateway.SendAsync("POST", "/v1.44/test/body", headers, body);
        answer.AssertHeadIs(Answer.Golden(golden));
        Assert.Equal(Answer.Golden(golden).Text, answer.Text);
    }

    [Theory]
    [InlineData("Content-Type: application/json; charset=utf-8\r\nContent-Length: 12\r\n", "{\"tty\":true}")]
    [InlineData("Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n", "5\r\n{\"Tty\r\n7\r\n\":true}\r\n0\r\n\r\n")]
    public async Task Lengths_and_chunks_both_work(string headers, string body)
    {
        await using var gateway = await StartAsync();
        Assert.Equal("True", (await gateway.SendAsync("POST", "/test/body", headers, body)).Text);
    }

    [Fact]
    public async Task Where_a_body_is_optional_none_is_needed()
    {
        await using var gateway = await StartAsync();
        Assert.Equal("False", (await gateway.SendAsync("POST", "/test/optional")).Text);
        Assert.Equal("True", (await gateway.PostJsonAsync("/test/optional", "{\"Tty\":true}")).Text);
    }

    [Theory]
    [InlineData(true, "Content-Length: 100\r\n", "{\"Tty\":")]
    [InlineData(true, "Content-Length: 100\r\n", "")]
    [InlineData(true, "Transfer-Encoding: chunked\r\n", "5\r\n{\"Tty\r\n7\r\n")]
    [InlineData(false, "Content-Length: 100\r\n", "{\"Tty\":")]
    public async Task A_body_cut_short_is_answered(bool unix, string headers, string body)
    {
        var lines = new CollectedLog();
        await using var gateway = await StartAsync(parts => parts.AddSingleton<ILoggerProvider>(lines));
        using var client = await RawClient.ConnectAsync(unix ? gateway.Endpoint : gateway.TcpEndpoint);
        await client.SendAsync($"POST /test/body HTTP/1.1\r\nHost: d\r\nContent-Type: application/json\r\n{headers}\r\n{body}");
        client.FinishSending();
        var answer = Encoding.UTF8.GetString(await client.ReadToEndAsync());
        Assert.StartsWith("HTTP/1.1 400 Bad Request\r\n", answer, StringComparison.Ordinal);
        Assert.EndsWith("{\"message\":\"invalid JSON: unexpected EOF\"}\n", answer, StringComparison.Ordinal);
        Assert.Single(answer.Split("HTTP/1.1").Skip(1));
        Assert.DoesNotContain(lines.All, static line => line.Level >= LogLevel.Warning);
    }

    [Fact]
    public async Task A_body_nobody_reads_does_not_cost_the_answer()
    {
        await using var gateway = await StartAsync();
        var body = new string('x', 500_000);
        var answer = await gateway.SendAsync("POST", "/test/unread", $"Content-Length: {body.Length}\r\n", body);
        Assert.Contains("not looked at", answer.Text, StringComparison.Ordinal);
    }
}
