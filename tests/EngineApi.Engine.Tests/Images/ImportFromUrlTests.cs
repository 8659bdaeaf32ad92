using System.Net;
using EngineApi.Engine.Images;
using EngineApi.Engine.Tests.Registry;
using EngineApi.Wire.Images;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace EngineApi.Engine.Tests.Images;

[Collection(ImagesContainerdCollection.Name)]
public sealed class ImportFromUrlTests(ImagesContainerd containerd)
{
    private readonly TestLayer _layer = TestLayer.WithFile("etc/motd", $"{Guid.NewGuid()}{new string('x', 200_000)}").Gzip();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_an_address_gives_out_becomes_an_image(bool hasLength)
    {
        await using var engine = containerd.NewEngine();
        await using var server = await FakeRegistry.StartAsync();
        server.Instead = async context =>
        {
            if (context.Request.Path == "/moved")
                return Redirect(context, "/root.tar.gz");
            context.Response.ContentLength = hasLength ? _layer.Packed.Length : null;
            await context.Response.Body.WriteAsync(_layer.Packed);
            return true;
        };
        var lines = await ImportAsync(engine, server.Authority + "/moved", new() { Repository = "imported", Changes = ["CMD true"] });
        Assert.Equal($"Downloading from http://{server.Authority}/moved", lines[0].Status);
        var bar = Assert.IsType<ProgressMessage>(lines.Find(line => line.Status == "Importing"));
        Assert.Null(bar.Id);
        Assert.Equal(_layer.Packed.Length, lines.FindLast(line => line.Status == "Importing")!.ProgressDetail!.Current);
        Assert.Equal(hasLength ? _layer.Packed.Length : 0, bar.ProgressDetail!.Total);
        var image = await engine.ResolveAsync("imported");
        Assert.Equal((image.Id, _layer.DiffId), (lines[^1].Status, Assert.Single(image.DiffIds)));
        var inspect = await engine.Get<InspectImage>().ExecuteAsync("imported", null, withManifests: false, Cancelled);
        Assert.Equal($"Imported from http://{server.Authority}/moved", inspect.Comment);
        Assert.Equal(["/bin/sh", "-c", "true"], inspect.Config.Cmd);
    }

    [Fact]
    public async Task A_password_in_the_address_is_sent_and_not_told()
    {
        await using var engine = containerd.NewEngine();
        await using var server = await FakeRegistry.StartAsync();
        server.Instead = async context =>
        {
            await context.Response.Body.WriteAsync(_layer.Packed);
            return true;
        };
        var lines = await ImportAsync(engine, $"http://ada:se%3Acret@{server.Authority}/x", new());
        Assert.Contains("Basic " + Convert.ToBase64String("ada:se:cret"u8), server.Requests.Single(), StringComparison.Ordinal);
        Assert.DoesNotContain("cret", lines[0].Status, StringComparison.Ordinal);
        Assert.DoesNotContain("cret", (await engine.Get<InspectImage>().ExecuteAsync(lines[^1].Status!, null, false, Cancelled)).Comment, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(404, ErrorKind.NotFound, "failed to GET http://HOST/x with status 404 Not Found: it is not here")]
    [InlineData(400, ErrorKind.InvalidParameter, "failed to GET http://HOST/x with status 400 Bad Request: it is not here")]
    [InlineData(401, ErrorKind.Unauthorized, "failed to GET http://HOST/x with status 401 Unauthorized: it is not here")]
    [InlineData(403, ErrorKind.Forbidden, "failed to GET http://HOST/x with status 403 Forbidden: it is not here")]
    [InlineData(500, ErrorKind.System, "failed to GET http://HOST/x with status 500 Internal Server Error: it is not here")]
    [InlineData(302, ErrorKind.System, "Get \"http://HOST/x\": stopped after 10 redirects")]
    [InlineData(303, ErrorKind.System, "Get \"file:///etc/passwd\": unsupported protocol scheme \"file\"")]
    [InlineData(308, ErrorKind.System, "Get \"http://HOST/x\": failed to parse Location header: invalid address")]
    [InlineData(307, ErrorKind.System, "Get \"http://HOST/x\": 307 response missing Location header")]
    public async Task A_server_that_refuses_is_told_of_before_anything_else(int status, ErrorKind kind, string message)
    {
        var error = await FailAsync(async context =>
        {
            if (status is 302 or 303)
                return Redirect(context, status == 302 ? "/x" : "file:///etc/passwd");
            if (status == 308)
                return Redirect(context, "//[::1:99999999/x");
            context.Response.StatusCode = status;
            await context.Response.WriteAsync("it is not here\n");
            return true;
        });
        Assert.Equal((kind, message), (error.Error.Kind, error.Error.Message.Replace(error.Host, "HOST", StringComparison.Ordinal)));
        Assert.Empty(error.Lines);
    }

    [Fact]
    public async Task A_download_that_breaks_off_leaves_nothing()
    {
        var error = await FailAsync(async context =>
        {
            context.Response.ContentLength = _layer.Packed.Length;
            await context.Response.Body.WriteAsync(_layer.Packed.AsMemory(0, 100));
            return true;
        });
        Assert.Equal($"Get \"http://{error.Host}/x\": unexpected EOF", error.Error.Message);
    }

    [Fact]
    public async Task What_is_no_tar_leaves_nothing()
    {
        var error = await FailAsync(async context =>
        {
            await context.Response.WriteAsync("<html>this is no tar, and it is longer than nothing</html>");
            return true;
        });
        Assert.Equal(ErrorKind.InvalidParameter, error.Error.Kind);
    }

    [Theory]
    [InlineData("127.0.0.1:1/x", ErrorKind.System, "dial tcp 127.0.0.1:1: connect: connection refused")]
    [InlineData("http://no-such-host.invalid/x", ErrorKind.NotFound, "dial tcp: lookup no-such-host.invalid: no such host")]
    [InlineData("ftp://127.0.0.1/x", ErrorKind.System, "unsupported protocol scheme \"ftp\"")]
    [InlineData("http://", ErrorKind.InvalidParameter, "parse \"http://\": invalid address")]
    [InlineData("http://ada:secret@host:99999999/x", ErrorKind.InvalidParameter, "parse the source: invalid address")]
    public async Task An_address_that_leads_nowhere(string source, ErrorKind kind, string message)
    {
        await using var engine = containerd.NewEngine();
        var error = await Assert.ThrowsAsync<EngineException>(() => ImportAsync(engine, source, new()));
        Assert.Equal(kind, error.Kind);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
        Assert.Empty(await engine.LeftAsync());
    }

    [Fact]
    public async Task A_malformed_request_asks_nobody()
    {
        await using var engine = containerd.NewEngine();
        await using var server = await FakeRegistry.StartAsync();
        await Assert.ThrowsAsync<EngineException>(() => ImportAsync(engine, server.Authority + "/x", new() { Changes = ["FROM scratch"] }));
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_client_that_leaves_ends_the_download()
    {
        await using var engine = containerd.NewEngine();
        await using var server = await FakeRegistry.StartAsync();
        using var leaves = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var begun = new TaskCompletionSource();
        var ended = new TaskCompletionSource();
        server.Instead = async context =>
        {
            context.RequestAborted.Register(ended.SetResult);
            await context.Response.Body.WriteAsync(_layer.Packed.AsMemory(0, 100));
            await context.Response.Body.FlushAsync();
            begun.SetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
            return true;
        };
        var import = ImportAsync(engine, server.Authority + "/x", new(), leaves.Token);
        await begun.Task.WaitAsync(Cancelled);
        await leaves.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => import);
        await ended.Task.WaitAsync(Cancelled);
        Assert.Empty(await engine.LeftAsync());
    }

    private static bool Redirect(HttpContext context, string target)
    {
        context.Response.StatusCode = (int)HttpStatusCode.Found;
        context.Response.Headers.Location = target;
        return true;
    }

    private async Task<(EngineException Error, List<ProgressMessage> Lines, string Host)> FailAsync(Func<HttpContext, Task<bool>> answer)
    {
        await using var engine = containerd.NewEngine();
        await using var server = await FakeRegistry.StartAsync();
        server.Instead = answer;
        var lines = new List<ProgressMessage>();
        var error = await Assert.ThrowsAsync<EngineException>(() => ImportAsync(engine, server.Authority + "/x", new() { Repository = "x" }, Cancelled, lines));
        Assert.Empty(await engine.LeftAsync());
        return (error, lines, server.Authority);
    }

    private static Task<List<ProgressMessage>> ImportAsync(ImagesEngine engine, string source, ImportRequest request) => ImportAsync(engine, source, request, Cancelled);

    private static async Task<List<ProgressMessage>> ImportAsync(
        ImagesEngine engine, string source, ImportRequest request, CancellationToken cancellationToken, List<ProgressMessage>? lines = null)
    {
        lines ??= [];
        await engine.Get<ImportFromUrl>().ExecuteAsync(source, request, line =>
        {
            lines.Add(line);
            return ValueTask.CompletedTask;
        }, cancellationToken);
        return lines;
    }
}
