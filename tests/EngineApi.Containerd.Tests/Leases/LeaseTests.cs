using EngineApi.Containerd.Leases;
using EngineApi.Testing;
using Xunit;

namespace EngineApi.Containerd.Tests.Leases;

public sealed class LeaseTests(PrivateContainerd containerd) : IClassFixture<PrivateContainerd>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_made_under_a_lease_lives_as_long_as_it()
    {
        var client = containerd.Client;
        string digest;
        await using (var lease = await client.LeaseAsync(TimeSpan.FromMinutes(5), Cancel))
        {
            digest = await lease.Client.Content.WriteAsync("leased", new MemoryStream("leased"u8.ToArray()), cancellationToken: Cancel);
            await lease.Client.Snapshots(containerd.Snapshotter).PrepareAsync("leased", "", cancellationToken: Cancel);
            var resources = await client.Leases.ListResourcesAsync(lease.Id, Cancel);
            Assert.Contains(LeaseResource.Content(digest), resources);
            Assert.Contains(LeaseResource.Snapshot(containerd.Snapshotter, "leased"), resources);
            await CollectGarbageAsync();
            Assert.NotNull(await client.Content.FindAsync(digest, Cancel));
        }
        Assert.Empty(await client.Leases.ListAsync(cancellationToken: Cancel));
        await CollectGarbageAsync();
        Assert.Null(await client.Content.FindAsync(digest, Cancel));
        await Refused.WithAsync(
            ContainerdErrorKind.NotFound, () => client.Snapshots(containerd.Snapshotter).StatAsync("leased", Cancel), "leased");
    }

    [Fact]
    public async Task Resources_come_and_go()
    {
        var leases = containerd.Client.Leases;
        var lease = await leases.CreateAsync("hand", TimeSpan.FromMinutes(5), new Dictionary<string, string> { ["k"] = "v" }, Cancel);
        Assert.Equal("v", lease.Labels["k"]);
        Assert.Contains(GcLabels.Expire, lease.Labels.Keys);
        var resource = LeaseResource.Content("sha256:" + new string('a', 64));
        await leases.AddResourceAsync("hand", resource, Cancel);
        Assert.Equal([resource], await leases.ListResourcesAsync("hand", Cancel));
        await leases.DeleteResourceAsync("hand", resource, Cancel);
        Assert.Empty(await leases.ListResourcesAsync("hand", Cancel));
        await Refused.WithAsync(ContainerdErrorKind.AlreadyExists, () => leases.CreateAsync("hand", TimeSpan.FromMinutes(1), null, Cancel), "hand");
        await leases.DeleteAsync("hand", sync: true, Cancel);
        await Refused.WithAsync(ContainerdErrorKind.NotFound, () => leases.DeleteAsync("hand", false, Cancel), "hand");
    }

    /// <summary>Ending a lease with sync waits for a whole collection.</summary>
    private async Task CollectGarbageAsync()
    {
        await containerd.Client.Leases.CreateAsync("collect", TimeSpan.FromMinutes(1), cancellationToken: Cancel);
        await containerd.Client.Leases.DeleteAsync("collect", sync: true, Cancel);
    }
}
