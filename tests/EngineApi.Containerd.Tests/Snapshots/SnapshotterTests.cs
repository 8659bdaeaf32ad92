using EngineApi.Containerd.Snapshots;
using EngineApi.Testing;
using Xunit;

namespace EngineApi.Containerd.Tests.Snapshots;

public sealed class SnapshotterTests(PrivateContainerd containerd) : IClassFixture<PrivateContainerd>
{
    private static readonly Dictionary<string, string> Keep = new() { [GcLabels.Root] = "test" };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_snapshot_is_prepared_committed_and_built_upon()
    {
        var snapshots = containerd.Client.Snapshots(containerd.Snapshotter);
        var prepared = await snapshots.PrepareAsync("work", "", Keep, Cancel);
        Assert.NotEmpty(prepared);
        Assert.Equal(prepared.Select(Text), (await snapshots.MountsAsync("work", Cancel)).Select(Text));
        Assert.Equal(SnapshotKind.Active, (await snapshots.StatAsync("work", Cancel)).Kind);

        await snapshots.CommitAsync("base", "work", Keep, Cancel);
        await Refused.WithAsync(ContainerdErrorKind.NotFound, () => snapshots.StatAsync("work", Cancel), "work");
        await snapshots.PrepareAsync("child", "base", Keep, Cancel);
        var view = await snapshots.ViewAsync("look", "base", Keep, Cancel);
        Assert.Contains("ro", view[^1].Options);
        var child = await snapshots.StatAsync("child", Cancel);
        Assert.Equal(("base", SnapshotKind.Active), (child.Parent, child.Kind));

        await Refused.WithAsync(ContainerdErrorKind.FailedPrecondition, () => snapshots.RemoveAsync("base", Cancel), "child");
        await Refused.WithAsync(ContainerdErrorKind.AlreadyExists, () => snapshots.PrepareAsync("child", "base", Keep, Cancel), "child");
        await Refused.WithAsync(ContainerdErrorKind.NotFound, () => snapshots.PrepareAsync("orphan", "nowhere", Keep, Cancel), "nowhere");

        var names = await snapshots.ListAsync(["parent==base"], Cancel).Select(info => info.Name).ToListAsync(Cancel);
        Assert.Equal(["child", "look"], names.Order());
        Assert.True((await snapshots.UsageAsync("child", Cancel)).Inodes > 0);
        var labelled = await snapshots.UpdateLabelsAsync("child", new Dictionary<string, string> { ["k"] = "v" }, Cancel);
        Assert.Equal(("v", "test"), (labelled.Labels["k"], labelled.Labels[GcLabels.Root]));

        foreach (var name in (string[])["look", "child", "base"])
        {
            await snapshots.RemoveAsync(name, Cancel);
        }
        Assert.Empty(await LeftBehind.FindAsync(containerd));
    }

    [Fact]
    public async Task An_unknown_snapshotter_is_refused()
        => await Refused.WithAsync(
            ContainerdErrorKind.InvalidArgument, () => containerd.Client.Snapshots("nonsense").StatAsync("any", Cancel), "nonsense");

    [Fact]
    public async Task Cleaning_up_answers_or_is_said_to_be_unimplemented()
    {
        var error = await Record.ExceptionAsync(() => containerd.Client.Snapshots(containerd.Snapshotter).CleanupAsync(Cancel));
        Assert.True(error is null or ContainerdException { Kind: ContainerdErrorKind.Unimplemented }, error?.ToString());
    }

    private static string Text(SnapshotMount mount) => $"{mount.Type} {mount.Source} {string.Join(',', mount.Options)}";
}
