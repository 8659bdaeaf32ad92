using System.Text.Json;
using EngineApi.Containerd;
using EngineApi.Containerd.Containers;
using EngineApi.Containerd.Tasks;
using Microsoft.Extensions.Logging;

namespace EngineApi.Engine.Containers.Restore;

/// <summary>
/// Finds at start-up what is there: every container of ours in containerd, running or not. After <see cref="LoadAsync"/> the
/// table is complete and right enough for <c>ps</c>; what each container still needs goes through its own mailbox, so that one
/// that hangs keeps nobody else waiting.
/// </summary>
public sealed class RestoreContainers(
    ContainerTable containers,
    ContainerdClient containerd,
    ContainerStreams streams,
    Reconciler reconciler,
    RemoveContainer remove,
    LeftoverSweep sweep,
    ILogger<RestoreContainers> log)
{
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        var tasks = (await containerd.Tasks.ListAsync(cancellationToken)).ToDictionary(task => task.ContainerId, StringComparer.Ordinal);
        var found = new List<ContainerSnapshot>();
        await foreach (var record in containerd.Containers.ListAsync(null, cancellationToken))
        {
            if (Read(record) is { } snapshot)
                found.Add(snapshot);
        }

        foreach (var snapshot in found.OrderBy(container => container.Settings.Created))
            await AddAsync(snapshot, tasks.GetValueOrDefault(snapshot.Id));
        await sweep.RunAsync(cancellationToken);
    }

    private ContainerSnapshot? Read(ContainerRecord record)
    {
        try
        {
            return ContainerPersistence.Read(record);
        }
        catch (JsonException e)
        {
            log.NotRestored(record.Id, e);
            return null;
        }
    }

    private async Task AddAsync(ContainerSnapshot stored, TaskState? task)
    {
        var life = stored.Lifecycle;
        var wasRunning = life.StartedAt is not null && (life.FinishedAt is null || life.FinishedAt < life.StartedAt);
        var container = new Container(
            stored with
            {
                Status = task is null ? wasRunning ? ContainerStatus.Running : stored.Status
                    : task.Status == ProcessStatus.Paused ? ContainerStatus.Paused
                    : ContainerStatus.Running,
                Pid = (int)(task?.Pid ?? 0),
            },
            await streams.OpenAsync(stored));
        containers.Reserve(stored.Name, stored.Id);
        containers.Add(container);
        if (task is not null)
            _ = ResumeAsync(container, task);
        else if (wasRunning)
            reconciler.Wake(container, null);
        else if (stored.Settings.HostConfig.AutoRemove && life.StartedAt is not null)
            remove.Later(container);
    }

    /// <summary>The streams first: the output that waited in the kernel belongs before the exit.</summary>
    private async Task ResumeAsync(Container container, TaskState task)
    {
        try
        {
            await container.Mailbox.RunAsync(
                () => container.Stdio.ResumeAsync(streams.PathsOf(container.Current), containerd.Tasks.Of(container.Id).CloseIOAsync), CancellationToken.None);
        }
        catch (Exception e)
        {
            log.NotRestored(container.Id, e);
        }

        reconciler.Wake(container, null);
    }
}
