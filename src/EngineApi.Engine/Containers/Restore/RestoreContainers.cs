using EngineApi.Containerd;
using EngineApi.Containerd.Tasks;
using EngineApi.Engine.Containers.Health;
using EngineApi.Engine.Containers.Restart;
using EngineApi.Engine.Networks;
using EngineApi.Engine.Networks.Sandbox;
using EngineApi.Engine.Stdio;
using EngineApi.Wire;
using Microsoft.Extensions.Logging;

namespace EngineApi.Engine.Containers.Restore;

/// <summary>
/// Finds at start-up what is there: every container of ours in containerd, running or not. After <see cref="LoadAsync"/> the
/// table is complete and right enough for <c>ps</c>; what each container still needs goes through its own mailbox, so that one
/// that hangs keeps nobody else waiting. One that cannot be restored is shown as dead, and hides nobody.
/// </summary>
public sealed class RestoreContainers(
    ContainerTable containers, ContainerdClient containerd, ContainerStreams streams, StdioThread thread, Reconciler reconciler,
    RemoveContainer remove, RestartTimer restarts, HealthWatch health, LeftoverSweep sweep, NetworkTable networks, ContainerNetworking networking, MendNetworks mend, EngineOptions options, TimeProvider time, ILogger<RestoreContainers> log)
{
    /// <summary>containerd asks one shim after the other, and waits seconds for a silent one.</summary>
    private static readonly TimeSpan ListTimeout = TimeSpan.FromSeconds(10);

    private readonly List<Task> _resumed = [];
    private readonly HashSet<string> _running = new(StringComparer.Ordinal);

    /// <exception cref="ContainerdException">containerd does not answer.</exception>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        var orphans = OrphanedExecs.Open(options.ExecRoot);
        var namespaces = mend.Namespaces();
        var tasks = await TasksAsync(cancellationToken);
        var snapshots = await sweep.SnapshotsAsync(cancellationToken);
        var records = new HashSet<string>(StringComparer.Ordinal);
        var found = new List<StoredContainer>();
        await foreach (var record in containerd.Containers.ListAsync(null, cancellationToken))
        {
            records.Add(record.Id);
            if (StoredContainer.Read(record) is { } stored)
                found.Add(stored);
        }

        // Before any container is looked at: one that starts again has a shim, and a mount, that would be taken for a leftover.
        await sweep.RunAsync(records, snapshots, tasks?.Keys, cancellationToken);
        foreach (var stored in found.OrderBy(stored => stored.Container.Settings.Created))
        {
            var hasRootfs = stored.Snapshotter != options.Snapshotter || snapshots.ContainsKey(stored.Container.Id);
            await AddAsync(stored, hasRootfs, tasks?.GetValueOrDefault(stored.Container.Id), tasksKnown: tasks is not null);
        }

        await mend.RestoreAsync(namespaces, _running);
        foreach (var container in containers.All.Where(container => container.Current.Status == ContainerStatus.Restarting))
            await container.Mailbox.RunAsync(() => BeginRestart(container), cancellationToken);
        _ = EndFormerHoldersAsync(orphans);
    }

    /// <summary>Not before this run has the streams open that they keep.</summary>
    private async Task EndFormerHoldersAsync(OrphanedExecs orphans)
    {
        await Task.WhenAll(_resumed);
        orphans.Dispose();
        await thread.EndFormerHoldersAsync();
    }

    /// <returns>Null if containerd takes too long to answer for all of them.</returns>
    private async Task<Dictionary<string, TaskState>?> TasksAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(ListTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return (await containerd.Tasks.ListAsync(either.Token)).ToDictionary(task => task.ContainerId, StringComparer.Ordinal);
        }
        catch (Exception e) when (e is OperationCanceledException or ContainerdException { Kind: ContainerdErrorKind.DeadlineExceeded }
            && !cancellationToken.IsCancellationRequested)
        {
            log.TasksNotListed(ListTimeout.TotalSeconds);
            return null;
        }
    }

    private async Task AddAsync(StoredContainer stored, bool hasRootfs, TaskState? task, bool tasksKnown)
    {
        var snapshot = HealthFile.Recall(options, Named(stored.Container));
        // An exit that was written down before its task could be deleted has been told.
        var endedBefore = task?.Status == ProcessStatus.Stopped && !stored.WasRunning;
        var mayRun = (task is not null && !endedBefore) || (stored.WasRunning && !tasksKnown);
        if (Directory.Exists(options.DirectoryOfRemoved(snapshot.Id)))
        {
            FinishRemoval(snapshot, mayRun || endedBefore);
            return;
        }

        var container = stored.Damage is null ? await OpenAsync(snapshot) : Dead(snapshot, stored.Damage);
        containers.Add(container);
        container.NeedsTeardown = endedBefore;
        var current = container.Current;
        if (current.Status == ContainerStatus.Dead)
        {
            container.NeedsTeardown = mayRun || endedBefore;
        }
        else if (mayRun || stored.WasRunning)
        {
            container.IsUnseen = true;
            container.Swap(current with { Status = Shown(task), Pid = (int)(task?.Pid ?? 0) });
            // Before anybody else may ask for its addresses and ports. Should it turn out to have ended, its exit gives them back.
            networking.Adopt(current, networks);
            _running.Add(snapshot.Id);
            _resumed.Add(ResumeAsync(container));
        }
        else if (!hasRootfs)
        {
            // A create or a removal was cut off half-way. What never ran is of no use to anyone; what did is its owner's to remove.
            container.Swap(current with { Status = ContainerStatus.Dead });
            if (current.Lifecycle.StartedAt is null)
                remove.Later(container);
        }
        else if (current.Settings.HostConfig.AutoRemove && current.Lifecycle.StartedAt is not null)
        {
            remove.Later(container);
        }
        else if (RestartDecision.AtStartUp(current.Settings.HostConfig.RestartPolicy, current.Lifecycle))
        {
            container.Swap(current with { Status = ContainerStatus.Restarting, Lifecycle = current.Lifecycle with { RestartCount = 0 } });
        }
        else if (endedBefore)
        {
            reconciler.Wake(container, null);
        }
    }

    private Task BeginRestart(Container container)
    {
        if (container.Current.Status == ContainerStatus.Restarting && container.Restart is null)
            restarts.Begin(container, TimeSpan.Zero);
        return Task.CompletedTask;
    }

    /// <summary>The daemon died in the middle of it. Should it fail again, the container is there to be removed by hand.</summary>
    private void FinishRemoval(ContainerSnapshot snapshot, bool mayRun)
    {
        var container = new Container(
            snapshot with { Status = ContainerStatus.Dead }, new StdioHub(thread, new StdioHubOptions())) { NeedsTeardown = mayRun };
        containers.Add(container);
        remove.Later(container);
    }

    private static ContainerStatus Shown(TaskState? task) =>
        task?.Status is ProcessStatus.Paused or ProcessStatus.Pausing ? ContainerStatus.Paused : ContainerStatus.Running;

    /// <summary>Under its name, or under its id if a crash in a rename left two with one name: the older one keeps it.</summary>
    private ContainerSnapshot Named(ContainerSnapshot stored)
    {
        foreach (var name in new[] { stored.Name, HexId.Short(stored.Id) })
        {
            try
            {
                containers.Reserve(name, stored.Id);
                return name == stored.Name ? stored : stored with { Name = name };
            }
            catch (EngineException e) when (e.Kind == ErrorKind.Conflict)
            {
                log.NameTaken(stored.Id, name, HexId.Short(stored.Id));
            }
        }

        containers.Reserve(stored.Id, stored.Id);
        return stored with { Name = stored.Id };
    }

    private async Task<Container> OpenAsync(ContainerSnapshot snapshot)
    {
        try
        {
            return new(snapshot, await streams.OpenAsync(snapshot));
        }
        catch (Exception e)
        {
            return Dead(snapshot, e);
        }
    }

    private Container Dead(ContainerSnapshot snapshot, Exception why)
    {
        log.NotRestored(snapshot.Id, why);
        var lifecycle = snapshot.Lifecycle with { Error = why.Message };
        return new(snapshot with { Status = ContainerStatus.Dead, Lifecycle = lifecycle }, new StdioHub(thread, new StdioHubOptions()));
    }

    /// <summary>The streams first: the output that waited in the kernel belongs before the exit.</summary>
    private async Task ResumeAsync(Container container)
    {
        var paths = streams.PathsOf(container.Current);
        try
        {
            // A reboot takes them along; a mere end of the task does not.
            if (Directory.Exists(paths.Directory))
            {
                await container.Mailbox.RunAsync(
                    () => container.Stdio.ResumeAsync(paths, containerd.Tasks.Of(container.Id).CloseIOAsync), CancellationToken.None);
            }
        }
        catch (Exception e)
        {
            log.StreamsLost(container.Id, e);
        }

        reconciler.Wake(container, null);
        health.Begin(container);
    }
}
