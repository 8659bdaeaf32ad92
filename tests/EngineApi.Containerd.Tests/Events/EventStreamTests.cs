using EngineApi.Containerd.Events;
using EngineApi.Containerd.Images;
using EngineApi.Testing;
using Xunit;

namespace EngineApi.Containerd.Tests.Events;

public sealed class EventStreamTests(PrivateContainerd containerd) : IClassFixture<PrivateContainerd>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Everything_after_the_first_gap_is_seen()
    {
        for (var round = 0; round < 20; round++)
        {
            var name = $"example.org/event:{round}";
            await using var events = await ObservedEvents.BeginAsync(containerd.Client);
            var gap = Assert.IsType<EventGap>(events.Seen.Single());
            Assert.Equal((1, null), (gap.Attempts, gap.Cause));
            await containerd.Client.Images.CreateAsync(Image(name), Cancel);
            await containerd.Client.Images.DeleteAsync(name, cancellationToken: Cancel);
            await events.UntilAsync(e => e is ImageDeleted deleted && deleted.Name == name);
            Assert.Contains(events.Seen, e => e is ImageCreated created && created.Name == name);
        }
    }

    [Fact]
    public async Task Other_namespaces_are_left_out()
    {
        await using var events = await ObservedEvents.BeginAsync(containerd.Client);
        var other = containerd.Client.WithNamespace(containerd.Namespace + "-other");
        await other.Images.CreateAsync(Image("example.org/theirs:1"), Cancel);
        await containerd.Client.Images.CreateAsync(Image("example.org/ours:1"), Cancel);
        await events.UntilAsync(e => e is ImageCreated { Name: "example.org/ours:1" });
        Assert.DoesNotContain(events.Seen, e => e is ImageCreated { Name: "example.org/theirs:1" });
    }

    [Fact]
    public async Task Stopping_to_read_ends_the_subscription()
    {
        var seen = 0;
        await foreach (var first in containerd.Client.Events.SubscribeAsync(cancellationToken: Cancel))
        {
            Assert.IsType<EventGap>(first);
            seen++;
            break;
        }
        Assert.Equal(1, seen);
        using var stop = new CancellationTokenSource();
        await using var reader = containerd.Client.Events.SubscribeAsync(cancellationToken: stop.Token).GetAsyncEnumerator(Cancel);
        Assert.True(await reader.MoveNextAsync());
        var next = reader.MoveNextAsync();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await next);
    }

    private static ImageRecord Image(string name) => new(name, new("application/test", "sha256:" + new string('1', 64), 1));
}
