using EngineApi.Containerd;
using EngineApi.Containerd.Containers;
using EngineApi.Containerd.Tasks;
using EngineApi.Engine.Containers.Checkpoints;
using EngineApi.Engine.Containers.Launch;
using EngineApi.Linux.Mounts;
using Microsoft.Extensions.Logging;

namespace EngineApi.Engine.Containers.Restore;

/// <summary>
/// Removes what a crash between two steps of a create or a removal left behind: shims, snapshots, tasks, shared memory and directories of no record,
/// and unfinished checkpoints.
/// </summary>
public sealed class LeftoverSweep(
    ContainerdClient containerd, DiscardTask discard, SharedMemory sharedMemory, MountSources mountSources, CheckpointStore checkpoints, StoreIdentity store, EngineOptions options, ILogger<LeftoverSweep> log)
{
    /// <summary>The snapshots of containers: their root file systems, which are named by the container's id, and the images they mount.</summary>
    /// <returns>For each its container's id.</returns>
    public async Task<IReadOnlyDictionary<string, string>> SnapshotsAsync(CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        await foreach (var snapshot in containerd.Snapshots(options.Snapshotter).ListAsync(
            [$"labels.\"{CreateContainer.SnapshotLabel}\""], cancellationToken))
        {
            found[snapshot.Name] = snapshot.Labels[CreateContainer.SnapshotLabel];
        }

        return found;
    }

    /// <summary>Only at start-up, before any container can be created or started.</summary>
    /// <param name="records">The ids of all records, whether they could be read or not: what is theirs stays.</param>
    /// <param name="snapshots">The snapshots of containers, each with its container's id.</param>
    /// <param name="tasks">The ids of all tasks; null if that is not known, and then none is touched.</param>
    /// <param name="cancellationToken">Gives up in between; the next start goes on.</param>
    public async Task RunAsync(
        IReadOnlySet<string> records, IReadOnlyDictionary<string, string> snapshots, IReadOnlyCollection<string>? tasks, CancellationToken cancellationToken)
    {
        if (tasks is not null)
            await SweepIdleShimsAsync(records, tasks, cancellationToken);
        SweepShims();
        foreach (var point in RootfsMount.Left(options.ExecRoot))
        {
            await SweepAsync("-", "mount of a root file system", () =>
            {
                RootfsMount.Discard(point);
                return Task.CompletedTask;
            });
        }

        // A task keeps its snapshot mounted.
        foreach (var orphan in (tasks ?? []).Where(id => !records.Contains(id)))
            await SweepAsync(orphan, "task", () => WithRecordAsync(orphan, () => discard.ExecuteAsync(containerd.Tasks.Of(orphan))));
        foreach (var (orphan, _) in snapshots.Where(snapshot => !records.Contains(snapshot.Value)))
        {
            await SweepAsync(orphan, "snapshot", () => RemoveContainer.IgnoreGoneAsync(
                containerd.Snapshots(options.Snapshotter).RemoveAsync(orphan, cancellationToken)));
        }

        if (!await store.IsTheSameAsync(cancellationToken))
        {
            log.OtherStore(options.DataRoot);
            return;
        }

        foreach (var orphan in DirectoriesIn(options.SharedMemoryRoot).Where(id => !records.Contains(id)))
        {
            await SweepAsync(orphan, "shared memory", () =>
            {
                sharedMemory.Close(orphan);
                return Task.CompletedTask;
            });
        }

        foreach (var orphan in DirectoriesIn(options.MountsRoot).Where(id => !records.Contains(id)))
        {
            await SweepAsync(orphan, "sources of mounts", () =>
            {
                mountSources.Close(orphan);
                return Task.CompletedTask;
            });
        }

        foreach (var (id, leftover) in records.SelectMany(id => checkpoints.LeftoversOf(id).Select(leftover => (id, leftover))))
        {
            await SweepAsync(id, "unfinished checkpoint", () =>
            {
                CheckpointStore.Discard(leftover);
                return Task.CompletedTask;
            });
        }

        foreach (var parent in new[] { options.ContainersRoot, options.FifoRoot })
        {
            // That of a container whose removal goes on now is no leftover.
            foreach (var orphan in DirectoriesIn(parent).Where(name => !records.Contains(name.Replace(EngineOptions.RemovedSuffix, ""))))
            {
                await SweepAsync(orphan, "directory", () =>
                {
                    Directory.Delete(Path.Combine(parent, orphan), recursive: true);
                    return Task.CompletedTask;
                });
            }
        }
    }

    /// <summary>One that cannot be removed keeps neither the others nor the start waiting; the next start tries again.</summary>
    private async Task SweepAsync(string id, string what, Func<Task> removal)
    {
        try
        {
            await removal();
            log.Swept(id, what);
        }
        catch (Exception e) when (e is ContainerdException or IOException or UnauthorizedAccessException)
        {
            log.UndoFailed(id, what, e);
        }
    }

    private void SweepShims()
    {
        try
        {
            foreach (var id in OrphanedShims.End(containerd.Namespace, containerd.SocketPath))
                log.Swept(id, "shim without a task");
        }
        catch (IOException e)
        {
            log.UndoFailed("-", "shims without tasks", e);
        }
    }

    /// <summary>
    /// A task that no list shows, but whose shim is there: containerd was asked to delete it and only the shim has. Asked again, it shuts the
    /// shim down and takes the bundle away. Deleting touches nothing that runs.
    /// </summary>
    private async Task SweepIdleShimsAsync(IReadOnlySet<string> records, IReadOnlyCollection<string> tasks, CancellationToken cancellationToken)
    {
        foreach (var id in OrphanedShims.Idle(containerd.Namespace, containerd.SocketPath).Except(tasks))
        {
            try
            {
                var deleted = false;
                async Task DeleteAsync() => deleted = await DeleteIfGoneAsync(containerd.Tasks.Of(id), cancellationToken);
                await (records.Contains(id) ? DeleteAsync() : WithRecordAsync(id, DeleteAsync));
                if (deleted)
                    log.Swept(id, "shim of a deleted task");
            }
            catch (ContainerdException e)
            {
                log.UndoFailed(id, "shim of a deleted task", e);
            }
        }
    }

    /// <returns>False if there is a task after all.</returns>
    private static async Task<bool> DeleteIfGoneAsync(TaskHandle task, CancellationToken cancellationToken)
    {
        try
        {
            await task.GetAsync(cancellationToken);
            return false;
        }
        catch (ContainerdException e) when (e.Kind == ContainerdErrorKind.NotFound)
        {
            await RemoveContainer.IgnoreGoneAsync(task.DeleteAsync(cancellationToken));
            return true;
        }
    }

    /// <summary>containerd touches no task without a record, so it gets one for the moment.</summary>
    private async Task WithRecordAsync(string id, Func<Task> action)
    {
        await containerd.Containers.CreateAsync(new ContainerRecord { Id = id, Spec = RuntimeCatalog.NoSpec }, CancellationToken.None);
        try
        {
            await action();
        }
        finally
        {
            await RemoveContainer.IgnoreGoneAsync(containerd.Containers.DeleteAsync(id, CancellationToken.None));
        }
    }

    private static string[] DirectoriesIn(string parent) =>
        Directory.Exists(parent) ? [.. Directory.EnumerateDirectories(parent).Select(directory => Path.GetFileName(directory))] : [];
}
