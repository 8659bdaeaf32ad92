using EngineApi.Containerd;
using Microsoft.Extensions.Logging;

namespace EngineApi.Engine.Containers.Restore;

/// <summary>Removes what a crash between two steps of a create or a removal left behind: snapshots and directories of no container.</summary>
public sealed class LeftoverSweep(
    ContainerTable containers, ContainerdClient containerd, EngineOptions options, ILogger<LeftoverSweep> log)
{
    /// <summary>Only at start-up, before any container can be created.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await SweepSnapshotsAsync(cancellationToken);
        SweepDirectories(Path.Combine(options.DataRoot, "containers"));
        SweepDirectories(Path.Combine(options.ExecRoot, "fifo"));
    }

    private async Task SweepSnapshotsAsync(CancellationToken cancellationToken)
    {
        var snapshots = containerd.Snapshots(options.Snapshotter);
        var orphans = new List<string>();
        await foreach (var snapshot in snapshots.ListAsync([$"labels.\"{CreateContainer.SnapshotLabel}\""], cancellationToken))
        {
            if (!containers.TryGet(snapshot.Labels[CreateContainer.SnapshotLabel], out _))
                orphans.Add(snapshot.Name);
        }

        foreach (var orphan in orphans)
        {
            await RemoveContainer.IgnoreGoneAsync(snapshots.RemoveAsync(orphan, cancellationToken));
            log.Swept(orphan, "snapshot");
        }
    }

    private void SweepDirectories(string parent)
    {
        if (!Directory.Exists(parent))
            return;
        foreach (var directory in Directory.EnumerateDirectories(parent))
        {
            var id = Path.GetFileName(directory);
            if (containers.TryGet(id, out _))
                continue;
            Directory.Delete(directory, recursive: true);
            log.Swept(id, "directory");
        }
    }
}
