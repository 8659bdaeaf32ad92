using EngineApi.Engine.Images;
using EngineApi.Engine.Tests.Registry;
using EngineApi.Testing;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace EngineApi.Engine.Tests.Images.Pull;

[Collection(ImagesContainerdCollection.Name)]
public class ResumedPullTests(ImagesContainerd containerd)
{
    // Of its own for each test: what containerd has in one namespace it need not be given again in another.
    private readonly TestImage _image = TestImage.Of(TestLayer.WithFile("a", $"{Guid.NewGuid()}{new string('a', 600_000)}"), TestLayer.WithFile("b", "b"));

    private byte[] Layer => _image.Layers[0].Packed;

    private string Digest => Digests.Of(Layer);

    [Fact]
    public async Task A_connection_that_breaks_is_taken_up_where_it_broke()
    {
        await using var engine = containerd.NewEngine();
        await using var registry = await FakeRegistry.StartAsync();
        registry.Add("app", "1", _image);
        var breaks = 3;
        registry.Instead = async context =>
        {
            if (!context.Request.Path.Value!.EndsWith(Digest, StringComparison.Ordinal) || --breaks < 0)
                return false;
            await SendAsync(registry, context, 100_000);
            context.Abort();
            return true;
        };
        await engine.PullAsync(registry, "app", "1");
        Assert.Equal(_image.Id, (await engine.ResolveAsync($"{registry.Authority}/app:1")).Id);
        // What was sent, and did not arrive before the connection broke, is asked for again.
        Assert.InRange(registry.Served(Digest), Layer.Length, Layer.Length + 300_000);
        Assert.Contains(registry.Requests, request => request.StartsWith($"GET /v2/app/blobs/{Digest}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_registry_that_knows_no_ranges_starts_over()
    {
        await using var engine = containerd.NewEngine();
        await using var registry = await FakeRegistry.StartAsync();
        registry.Add("app", "1", _image);
        var breaks = 1;
        registry.Instead = async context =>
        {
            if (!context.Request.Path.Value!.EndsWith(Digest, StringComparison.Ordinal))
                return false;
            context.Response.ContentLength = Layer.Length;
            if (--breaks < 0)
            {
                await context.Response.Body.WriteAsync(Layer);
                return true;
            }
            await context.Response.Body.WriteAsync(Layer.AsMemory(0, 100_000));
            await context.Response.Body.FlushAsync();
            context.Abort();
            return true;
        };
        await engine.PullAsync(registry, "app", "1");
        Assert.Equal(_image.Id, (await engine.ResolveAsync($"{registry.Authority}/app:1")).Id);
    }

    [Fact]
    public async Task After_a_pull_that_was_given_up_the_next_one_goes_on()
    {
        await using var engine = containerd.NewEngine();
        await using var registry = await FakeRegistry.StartAsync();
        registry.Add("app", "1", _image);
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        registry.Instead = async context =>
        {
            if (!context.Request.Path.Value!.EndsWith(Digest, StringComparison.Ordinal))
                return false;
            await SendAsync(registry, context, 400_000);
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
            return true;
        };
        var pull = engine.PullAsync(registry, "app", "1", cancellationToken: giveUp.Token);
        await Eventually.BecomesTrueAsync(async () =>
            (await engine.Client.Content.ListIngestsAsync(TestContext.Current.CancellationToken)).Any(ingest => ingest.Ref == "blob-" + Digest && ingest.Offset > 0));
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pull);
        Assert.Empty(await engine.ListAsync());
        Assert.DoesNotContain(await engine.LeftAsync(), left => left.StartsWith("snapshot", StringComparison.Ordinal));
        var partial = Assert.Single(await engine.Client.Content.ListIngestsAsync(TestContext.Current.CancellationToken), ingest => ingest.Ref == "blob-" + Digest);
        Assert.True(partial.Offset > 0);

        registry.Instead = null;
        var before = registry.Served(Digest);
        await engine.PullAsync(registry, "app", "1");
        Assert.Equal(Layer.Length - partial.Offset, registry.Served(Digest) - before);
        await engine.RemoveAsync($"{registry.Authority}/app:1");
        Assert.Empty(await engine.LeftAsync());
    }

    private async Task SendAsync(FakeRegistry registry, HttpContext context, int count)
    {
        var from = context.Request.Headers.Range.ToString() is { Length: > 0 } range
            ? int.Parse(range["bytes=".Length..^1], System.Globalization.CultureInfo.InvariantCulture)
            : 0;
        if (from > 0)
        {
            context.Response.StatusCode = 206;
            context.Response.Headers.ContentRange = $"bytes {from}-{Layer.Length - 1}/{Layer.Length}";
        }
        context.Response.ContentLength = Layer.Length - from;
        var part = Layer.AsMemory(from, Math.Min(count, Layer.Length - from));
        registry.Count(Digest, part.Length);
        await context.Response.Body.WriteAsync(part);
        await context.Response.Body.FlushAsync();
    }
}
