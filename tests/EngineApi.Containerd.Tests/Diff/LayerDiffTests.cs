using System.Formats.Tar;
using System.IO.Compression;
using EngineApi.Linux.Mounts;
using EngineApi.Testing;
using Xunit;

namespace EngineApi.Containerd.Tests.Diff;

public sealed class LayerDiffTests(PrivateContainerd containerd) : IClassFixture<PrivateContainerd>
{
    private static readonly Dictionary<string, string> Keep = new() { [GcLabels.Root] = "test" };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_layer_is_unpacked_and_a_change_is_packed()
    {
        var client = containerd.Client;
        var snapshots = client.Snapshots(containerd.Snapshotter);
        var parent = await TestRootfs.ImportAsync(containerd, new Dictionary<string, string> { ["/etc/motd"] = "hello\n" });
        var upper = await snapshots.PrepareAsync("changed", parent, Keep, Cancel);
        var target = Path.Combine(containerd.Root, "changed");
        Directory.CreateDirectory(target);
        MountCalls.Mount(new(upper[0].Type, upper[0].Source, upper[0].Options), target);
        try
        {
            Assert.Equal("hello\n", await File.ReadAllTextAsync(Path.Combine(target, "etc/motd"), Cancel));
            await File.WriteAllTextAsync(Path.Combine(target, "etc/new"), "new\n", Cancel);
            File.Delete(Path.Combine(target, "etc/motd"));
        }
        finally
        {
            MountCalls.DetachAll(target);
        }

        var lower = await snapshots.ViewAsync("before", parent, Keep, Cancel);
        var layer = await client.Diff.CompareAsync(lower, upper, "application/vnd.oci.image.layer.v1.tar+gzip", labels: Keep, cancellationToken: Cancel);
        Assert.Equal("application/vnd.oci.image.layer.v1.tar+gzip", layer.MediaType);
        var names = new List<string>();
        await using (var blob = client.Content.OpenRead(layer.Digest))
        await using (var unzipped = new GZipStream(blob, CompressionMode.Decompress))
        await using (var tar = new TarReader(unzipped))
        {
            while (await tar.GetNextEntryAsync(cancellationToken: Cancel) is { } entry)
            {
                names.Add(entry.Name);
            }
        }
        Assert.Equal(["etc/", "etc/.wh.motd", "etc/new"], names.Order(StringComparer.Ordinal));
        await snapshots.RemoveAsync("before", Cancel);
        await snapshots.RemoveAsync("changed", Cancel);
        Assert.Empty(await LeftBehind.FindAsync(containerd));
    }

    [Fact]
    public async Task Refusals_have_kinds()
    {
        var snapshots = containerd.Client.Snapshots(containerd.Snapshotter);
        var mounts = await snapshots.PrepareAsync("refused", "", Keep, Cancel);
        var missing = new Descriptor(TestLayer.MediaType, "sha256:" + new string('0', 64), 3);
        await Refused.WithAsync(ContainerdErrorKind.NotFound, () => containerd.Client.Diff.ApplyAsync(missing, mounts, Cancel), missing.Digest);
        await snapshots.RemoveAsync("refused", Cancel);
    }
}
