using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace EngineApi.Server.Tests.Hijack;

/// <summary>Plain requests: a client that finished sending still gets its answer, one that is gone cancels it.</summary>
public sealed class RequestAbortedTests
{
    private readonly TaskCompletionSource _entered = new();
    private readonly TaskCompletionSource _cancelled = new();

    private Task<TestGateway> StartAsync() => TestGateway.StartAsync(
        app => app.MapGet("/test/wait", (RequestDelegate)(async context =>
        {
            await using var registration = context.RequestAborted.Register(_cancelled.SetResult);
            await context.Response.Body.FlushAsync();
            _entered.SetResult();
            await _cancelled.Task;
            context.RequestAborted.ThrowIfCancellationRequested();
        })),
        static options => options with { Hosts = [.. options.Hosts, TestGateway.AnyTcp] });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_client_that_goes_away_cancels_its_request(bool unix)
    {
        await using var gateway = await StartAsync();
        var client = await RawClient.ConnectAsync(unix ? gateway.Endpoint : gateway.TcpEndpoint);
        await client.SendAsync("GET /test/wait HTTP/1.1\r\nHost: d\r\n\r\n");
        await _entered.Task;
        client.Dispose();
        await _cancelled.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Headers_are_sent_before_there_is_a_body_and_a_stop_ends_the_stream_cleanly()
    {
        await using var gateway = await StartAsync();
        using var client = await gateway.ConnectAsync();
        await client.SendAsync("GET /test/wait HTTP/1.1\r\nHost: d\r\n\r\n");
        client.FinishSending();
        var head = await client.ReadUntilAsync("\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 200 OK", head, StringComparison.Ordinal);
        Assert.False(_cancelled.Task.IsCompleted);
        await gateway.App.StopAsync(TestContext.Current.CancellationToken);
        Assert.True(_cancelled.Task.IsCompleted);
        Assert.DoesNotContain("message", Encoding.ASCII.GetString(await client.ReadToEndAsync()), StringComparison.Ordinal);
    }
}
