using System.Text;
using EngineApi.Engine;
using EngineApi.Engine.Tar;
using EngineApi.Server.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EngineApi.Server.Tests.Http;

public sealed class ErrorBoundaryTests
{
    [Theory]
    [InlineData(ErrorKind.InvalidParameter, 400)]
    [InlineData(ErrorKind.Unauthorized, 401)]
    [InlineData(ErrorKind.Forbidden, 403)]
    [InlineData(ErrorKind.NotFound, 404)]
    [InlineData(ErrorKind.Conflict, 409)]
    [InlineData(ErrorKind.NotImplemented, 501)]
    [InlineData(ErrorKind.Unavailable, 503)]
    [InlineData(ErrorKind.System, 500)]
    public async Task Kinds_become_statuses_with_the_message(ErrorKind kind, int status)
    {
        await using var gateway = await TestGateway.StartAsync(app =>
            app.MapPost("/test/fail", (RequestDelegate)(_ => throw new EngineException(kind, "No such \"thing\": <a&b>"))));
        var answer = await gateway.SendAsync("POST", "/v1.44/test/fail");
        Assert.Equal(status, answer.Status);
        Assert.Equal("{\"message\":\"No such \\\"thing\\\": <a&b>\"}\n", answer.Text);
        Assert.Equal("application/json", answer.Headers["Content-Type"]);
        Assert.Equal("1.51", answer.Headers["Api-Version"]);
    }

    [Fact]
    public async Task Not_modified_has_neither_body_nor_its_headers()
    {
        await using var gateway = await TestGateway.StartAsync(static app =>
            app.MapPost("/test/start", (RequestDelegate)(static _ => throw EngineException.NotModified())));
        var answer = await gateway.SendAsync("POST", "/test/start");
        Assert.Equal((304, ""), (answer.Status, answer.Text));
        Assert.DoesNotContain("Content-Length", answer.Headers.Keys);
        Assert.DoesNotContain("Content-Type", answer.Headers.Keys);
    }

    [Fact]
    public async Task The_unexpected_is_500()
    {
        await using var gateway = await TestGateway.StartAsync(static app =>
            app.MapGet("/test/bug", (RequestDelegate)(static _ => throw new InvalidOperationException("boom"))));
        var answer = await gateway.SendAsync("GET", "/test/bug");
        Assert.Equal((500, "{\"message\":\"boom\"}\n"), (answer.Status, answer.Text));
    }

    [Fact]
    public async Task A_parameter_that_does_not_parse_says_so_in_json()
    {
        await using var gateway = await TestGateway.StartAsync(static app =>
            app.MapGet("/test/number", (RequestDelegate)(static _ => throw new BadHttpRequestException("bad number"))));
        var answer = await gateway.SendAsync("GET", "/test/number");
        Assert.Equal((400, "{\"message\":\"bad number\"}\n"), (answer.Status, answer.Text));
    }

    [Fact]
    public async Task A_failure_after_the_answer_began_cuts_it()
    {
        await using var gateway = await TestGateway.StartAsync(static app => app.MapGet("/test/half", (RequestDelegate)(static async context =>
        {
            await context.Response.WriteAsync("half");
            await context.Response.Body.FlushAsync();
            throw new InvalidOperationException("too late");
        })));
        using var client = await gateway.ConnectAsync();
        await client.SendAsync("GET /test/half HTTP/1.1\r\nHost: d\r\n\r\n");
        var all = Encoding.ASCII.GetString(await client.ReadToEndAsync());
        Assert.Contains("4\r\nhalf\r\n", all, StringComparison.Ordinal);
        Assert.DoesNotContain("0\r\n\r\n", all, StringComparison.Ordinal); // the end of chunking would claim completeness
    }

    [Fact]
    public async Task A_reader_that_leaves_in_the_midst_of_an_archive_is_no_failure()
    {
        var lines = new CollectedLog();
        await using var gateway = await TestGateway.StartAsync(
            static app => app.MapGet("/test/archive", (RequestDelegate)(static async context =>
            {
                await context.Response.WriteAsync("half");
                await context.Response.Body.FlushAsync();
                throw new ArchiveReaderGoneException();
            })),
            static options => options with { LogLevel = LogLevel.Information },
            services: parts => parts.AddSingleton<ILoggerProvider>(lines));
        using var client = await gateway.ConnectAsync();
        await client.SendAsync("GET /test/archive HTTP/1.1\r\nHost: d\r\n\r\n");
        await client.ReadToEndAsync();
        Assert.DoesNotContain(lines.All, static line => line.Level >= LogLevel.Warning);
    }

    [Fact]
    public void Every_kind_has_its_status()
    {
        var known = Enum.GetValues<ErrorKind>().Where(static kind => kind != ErrorKind.System);
        Assert.DoesNotContain(500, known.Select(ErrorStatus.Of));
    }
}
