using EngineApi.Containerd;

namespace EngineApi.Testing;

/// <summary>
/// A busybox root file system as a committed snapshot, made through containerd's content store, diff and snapshots:
/// <code>
/// var parent = await TestRootfs.ImportAsync(containerd);
/// var mounts = await client.Snapshots(containerd.Snapshotter).PrepareAsync("web", parent);
/// </code>
/// </summary>
public static class TestRootfs
{
    /// <summary>The committed snapshot's name; the second call in one namespace answers the same.</summary>
    public static async Task<string> ImportAsync(PrivateContainerd containerd, IReadOnlyDictionary<string, string>? files = null)
    {
        var client = containerd.Client;
        var snapshots = client.Snapshots(containerd.Snapshotter);
        var layer = await TestLayer.BusyboxAsync(files);
        var keep = new Dictionary<string, string> { [GcLabels.Root] = "test" };
        await client.Content.WriteAsync("rootfs-" + layer.Digest, new MemoryStream(layer.Tar), layer.Digest, layer.Tar.Length, keep);
        try
        {
            await snapshots.StatAsync(layer.Digest, CancellationToken.None);
            return layer.Digest;
        }
        catch (ContainerdException error) when (error.Kind == ContainerdErrorKind.NotFound)
        {
            var key = "unpack-" + Guid.NewGuid().ToString("N");
            var mounts = await snapshots.PrepareAsync(key, parent: "", keep);
            await client.Diff.ApplyAsync(new(TestLayer.MediaType, layer.Digest, layer.Tar.Length), mounts, CancellationToken.None);
            try
            {
                await snapshots.CommitAsync(layer.Digest, key, keep);
            }
            catch (ContainerdException taken) when (taken.Kind == ContainerdErrorKind.AlreadyExists)
            {
                await snapshots.RemoveAsync(key, CancellationToken.None); // Another test of this fixture was faster.
            }
            return layer.Digest;
        }
    }
}
