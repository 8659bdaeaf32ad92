using EngineApi.Containerd;
using EngineApi.Containerd.Snapshots;
using EngineApi.Engine.Images;
using EngineApi.Engine.Images.Format;

namespace EngineApi.Engine.Containers.Commit;

/// <summary>Packs what a container has changed into a layer.</summary>
public sealed class ContainerLayer(ContainerdClient containerd, EngineOptions options)
{
    /// <returns>The layer, stored without compression under the lease: its digest is its diff id.</returns>
    internal async Task<Descriptor> PackAsync(ContainerSnapshot container, ContentLease lease, CancellationToken cancellationToken)
    {
        var upper = await containerd.Snapshots(options.Snapshotter).MountsAsync(container.Id, cancellationToken);
        var parent = container.Settings.ImageChainId;
        if (parent.Length == 0)
            return await CompareAsync([], upper, lease, cancellationToken);
        var snapshots = lease.Client.Snapshots(options.Snapshotter);
        var view = lease.NextKey("view");
        var lower = await snapshots.ViewAsync(view, parent, cancellationToken: cancellationToken);
        try
        {
            return await CompareAsync(lower, upper, lease, cancellationToken);
        }
        finally
        {
            await snapshots.RemoveAsync(view, CancellationToken.None);
        }
    }

    private static Task<Descriptor> CompareAsync(
        IReadOnlyList<SnapshotMount> lower, IReadOnlyList<SnapshotMount> upper, ContentLease lease, CancellationToken cancellationToken) =>
        lease.Client.Diff.CompareAsync(lower, upper, MediaTypes.Layer, lease.NextKey("layer"), cancellationToken: cancellationToken);
}
