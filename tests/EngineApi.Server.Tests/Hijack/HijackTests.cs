using System.Net;
using System.Security.Cryptography;
using System.Text;
using EngineApi.Server.Hijack;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace EngineApi.Server.Tests.Hijack;

public sealed class HijackTests
{
    private const string Upgrade = "Connection: Upgrade\r\nUpgrade: tcp\r\n";

    public static TheoryData<string> Transports => ["unix", "tcp"];

    private static Task<TestGateway> StartAsync(Func<HttpContext, HijackedConnection, Task> run, bool tty = false, bool engineHeaders = false) =>
        TestGateway.StartAsync(
            app => app.MapPost("/test/hijack", (RequestDelegate)(async context =>
            {
                await context.Request.Body.CopyToAsync(Stream.Null);
                await run(context, await HijackReply.StartAsync(context, tty, engineHeaders));
            })).WithMetadata(new HijackingEndpoint()),
            static options => options with { Hosts = [.. options.Hosts, TestGateway.AnyTcp] });

    private static EndPoint Endpoint(TestGateway gateway, string transport) => transport is "unix" ? gateway.Endpoint : gateway.TcpEndpoint;

    private static async Task CopyAsync(HttpContext context, HijackedConnection connection)
    {
        await connection.Input.CopyToAsync(connection.Output, connection.Aborted);
        await connection.Output.WriteAsync("after-eof"u8.ToArray(), connection.Aborted);
    }

    [Theory]
    [InlineData("attach-logs", "", false, false)]
    [InlineData("attach-upgrade", Upgrade, false, false)]
    [InlineData("exec-start", "", false, true)]
    [InlineData("exec-start-upgrade", Upgrade, true, true)]
    public async Task The_head_is_dockerds(string golden, string headers, bool tty, bool engineHeaders)
    {
        await using var gateway = await StartAsync(static (_, _) => Task.CompletedTask, tty, engineHeaders);
        var answer = await gateway.SendAsync("POST", "/v1.44/test/hijack", headers);
        answer.AssertHeadIs(Answer.Golden(golden));
        Assert.Empty(answer.Body);
    }

    [Theory]
    [InlineData("1.41", false, HijackReply.RawStream)]
    [InlineData("1.42", false, HijackReply.MultiplexedStream)]
    [InlineData("1.51", true, HijackReply.RawStream)]
    public async Task The_content_type_follows_version_and_terminal(string version, bool tty, string expected)
    {
        await using var gateway = await StartAsync(static (_, _) => Task.CompletedTask, tty);
        var answer = await gateway.SendAsync("POST", $"/v{version}/test/hijack", Upgrade);
        Assert.Equal(expected, answer.Headers["Content-Type"]);
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task A_half_close_ends_the_input_and_not_the_output(string transport)
    {
        await using var gateway = await StartAsync(CopyAsync);
        using var client = await RawClient.ConnectAsync(Endpoint(gateway, transport));
        await client.SendAsync($"POST /test/hijack HTTP/1.1\r\nHost: d\r\n{Upgrade}Content-Length: 2\r\n\r\n{{}}");
        await client.ReadUntilAsync("\r\n\r\n");
        await client.SendAsync("typed");
        Assert.Equal("typed", await client.ReadUntilAsync("typed"));
        client.FinishSending();
        Assert.Equal("after-eof", Encoding.ASCII.GetString(await client.ReadToEndAsync()));
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Bytes_sent_with_the_request_are_input(string transport)
    {
        await using var gateway = await StartAsync(CopyAsync);
        using var client = await RawClient.ConnectAsync(Endpoint(gateway, transport));
        await client.SendAsync(
            $"POST /test/hijack HTTP/1.1\r\nHost: d\r\n{Upgrade}Transfer-Encoding: chunked\r\n\r\n2\r\n{{}}\r\n0\r\n\r\nearly bytes ");
        client.FinishSending();
        Assert.Equal("early bytes after-eof", Answer.Parse(await client.ReadToEndAsync()).Text);
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Fifty_megabytes_come_back_as_they_went(string transport)
    {
        await using var gateway = await StartAsync(static (_, connection) => connection.Input.CopyToAsync(connection.Output, connection.Aborted));
        using var client = await RawClient.ConnectAsync(Endpoint(gateway, transport));
        await client.SendAsync($"POST /test/hijack HTTP/1.1\r\nHost: d\r\n{Upgrade}\r\n");
        await client.ReadUntilAsync("\r\n\r\n");
        var sent = RandomNumberGenerator.GetBytes(50 << 20);
        var sending = Task.Run(async () =>
        {
            await client.SendAsync(sent);
            client.FinishSending();
        }, TestContext.Current.CancellationToken);
        var received = await client.ReadToEndAsync();
        await sending;
        Assert.True(sent.AsSpan().SequenceEqual(received), $"{received.Length} bytes came back");
    }

    [Fact]
    public async Task A_client_that_is_gone_is_noticed()
    {
        var noticed = new TaskCompletionSource();
        await using var gateway = await StartAsync(async (_, connection) =>
        {
            await using var registration = connection.Aborted.Register(noticed.SetResult);
            await noticed.Task;
        });
        var client = await gateway.ConnectAsync();
        await client.SendAsync($"POST /test/hijack HTTP/1.1\r\nHost: d\r\n{Upgrade}\r\n");
        await client.ReadUntilAsync("\r\n\r\n");
        client.Dispose();
        await noticed.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_client_gone_after_its_half_close_is_noticed_too()
    {
        var noticed = new TaskCompletionSource();
        await using var gateway = await StartAsync(async (_, connection) =>
        {
            await using var registration = connection.Aborted.Register(noticed.SetResult);
            while (!(await connection.Input.ReadAsync()).IsCompleted) { }
            await connection.Output.WriteAsync("eof"u8.ToArray());
            await noticed.Task;
        });
        var client = await gateway.ConnectAsync();
        await client.SendAsync($"POST /test/hijack HTTP/1.1\r\nHost: d\r\n{Upgrade}\r\n");
        client.FinishSending();
        await client.ReadUntilAsync("eof");
        Assert.False(noticed.Task.IsCompleted);
        client.Dispose();
        await noticed.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_failure_after_the_take_over_ends_the_connection_without_a_word()
    {
        await using var gateway = await StartAsync(static (_, _) => throw new InvalidOperationException("too late"));
        var answer = await gateway.SendAsync("POST", "/test/hijack", Upgrade);
        Assert.Equal("HTTP/1.1 101 UPGRADED", answer.StatusLine);
        Assert.Empty(answer.Body);
    }

    [Fact]
    public async Task A_stop_ends_hijacked_streams()
    {
        await using var gateway = await StartAsync(static async (_, connection) =>
        {
            var cut = new TaskCompletionSource();
            await using var registration = connection.Aborted.Register(cut.SetResult);
            await cut.Task;
        });
        using var client = await gateway.ConnectAsync();
        await client.SendAsync($"POST /test/hijack HTTP/1.1\r\nHost: d\r\n{Upgrade}\r\n");
        await client.ReadUntilAsync("\r\n\r\n");
        var stopping = gateway.App.StopAsync(TestContext.Current.CancellationToken);
        Assert.Empty(await client.ReadToEndAsync());
        await stopping;
    }
}
