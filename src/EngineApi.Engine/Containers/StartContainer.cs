using EngineApi.Containerd;
using EngineApi.Engine.Containers.Checkpoints;
using EngineApi.Engine.Containers.Health;
using EngineApi.Engine.Containers.Launch;
using EngineApi.Engine.Events;
using EngineApi.Engine.Networks;
using Microsoft.Extensions.Logging;

namespace EngineApi.Engine.Containers;

/// <summary>Runs a container's process (API: <c>ContainerStart</c>).</summary>
/// <remarks>
/// 1. Files, rootfs, user and OCI spec (<see cref="LaunchPreparation"/>).
/// 2. The FIFOs' read ends: nothing the process writes can be missed.
/// 3. containerd: spec and lifecycle persisted in one write, task created, task started, or restored from a checkpoint.
/// 4. The snapshot is swapped and <c>start</c> published. A failure unwinds in reverse and is kept in <c>State.Error</c>.
/// </remarks>
public sealed class StartContainer(
    ContainerTable containers,
    ContainerdClient containerd,
    LaunchPreparation preparation,
    RunTask run,
    CheckpointStore checkpoints,
    RestoreFromCheckpoint restore,
    StartMark mark,
    ContainerPersistence persistence,
    DiscardTask discard,
    RemoveContainer remove,
    HealthWatch health,
    NetworkTable networks,
    EventBus events,
    TimeProvider time,
    ILogger<StartContainer> log)
{
    /// <exception cref="EngineException">
    /// NotFound; NotModified if it runs; Conflict if it is paused or being removed; InvalidParameter if its process cannot be
    /// started as configured.
    /// </exception>
    public Task ExecuteAsync(string nameOrId, CancellationToken cancellationToken) =>
        StartAsync(containers.Find(nameOrId), cancellationToken);

    /// <summary>As it was when a checkpoint of it was taken.</summary>
    /// <param name="checkpoint">The checkpoint's name.</param>
    /// <param name="directory">Where it is kept; null or empty for the container's own directory.</param>
    /// <exception cref="EngineException">As above; NotFound or InvalidParameter for the checkpoint, too.</exception>
    public Task ExecuteAsync(string nameOrId, string checkpoint, string? directory, CancellationToken cancellationToken)
    {
        var container = containers.Find(nameOrId);
        return container.Mailbox.RunAsync(
            () => StartByHandAsync(container, () => checkpoints.Find(container.Id, nameOrId, checkpoint, directory)), cancellationToken);
    }

    internal Task StartAsync(Container container, CancellationToken cancellationToken) =>
        container.Mailbox.RunAsync(() => StartByHandAsync(container), cancellationToken);

    /// <summary>For its restart policy, unless somebody decided otherwise before it was its turn.</summary>
    internal Task RestartAsync(Container container, CancellationToken cancelled) => container.Mailbox.RunAsync(
        () => cancelled.IsCancellationRequested || container.Current.Status != ContainerStatus.Restarting
            ? Task.CompletedTask
            : StartInMailboxAsync(container, container.Current.Lifecycle.RestartCount),
        CancellationToken.None);

    private async Task StartByHandAsync(Container container, Func<string>? findCheckpoint = null)
    {
        var current = container.Current;
        if (current.Status == ContainerStatus.Paused)
            throw EngineException.Conflict("cannot start a paused container, try unpause instead");
        if (current.IsUp)
            throw EngineException.NotModified();
        current.MustNotBeGoing();
        var checkpoint = findCheckpoint?.Invoke();
        container.Backoff.Reset();
        await StartInMailboxAsync(container, restartCount: 0, checkpoint);
    }

    private async Task StartInMailboxAsync(Container container, int restartCount, string? checkpoint = null)
    {
        var current = container.Current;
        container.Restart = null;
        try
        {
            await LaunchAsync(container, current, restartCount, checkpoint);
        }
        catch (Exception e)
        {
            var failure = StartFailure.From(e, current.Settings.Config);
            await RecordFailureAsync(container, current, failure);
            throw failure.Error;
        }
    }

    private async Task LaunchAsync(Container container, ContainerSnapshot current, int restartCount, string? checkpoint)
    {
        await using var rollback = new Rollback((step, e) => log.UndoFailed(container.Id, step, e));
        if (container.NeedsTeardown)
            await discard.ExecuteAsync(container);
        var launch = await preparation.PrepareAsync(current, rollback);
        var task = containerd.Tasks.Of(container.Id);
        await container.Stdio.BeginAsync(launch.Stdio, task.CloseIOAsync);
        rollback.Add("stdio", container.Stdio.AbortAsync);
        mark.Set(container.Id);
        rollback.Add("start mark", () => mark.Clear(container.Id));

        var lifecycle = new ContainerLifecycle
        {
            StartedAt = time.GetUtcNow(), RestartCount = restartCount, Endpoints = launch.Network.Endpoints, Ports = launch.Network.Ports,
        };
        await persistence.SaveLaunchAsync(container.Id, launch.Spec, lifecycle);
        rollback.Add("task", () => discard.ExecuteAsync(container));
        var pid = checkpoint is null ? await run.ExecuteAsync(container, launch.Task) : await restore.StartAsync(container, launch.Task, checkpoint);
        mark.Clear(container.Id);
        rollback.Commit();
        await container.Stdio.StartedAsync();

        var next = current with
        {
            Status = ContainerStatus.Running,
            Pid = (int)pid,
            Lifecycle = lifecycle,
            Health = HealthProbe.Of(current.Settings.Config) is null ? null : ContainerHealth.Starting,
        };
        container.Swap(next);
        events.PublishNetworks(networks, "connect", next.Id, lifecycle.Endpoints);
        events.PublishContainer(next, "start");
        health.Begin(container);
    }

    private async Task RecordFailureAsync(Container container, ContainerSnapshot current, StartFailure failure)
    {
        var lifecycle = current.Lifecycle with { Error = failure.Error.Message, ExitCode = failure.ExitCode };
        var status = current.Status == ContainerStatus.Restarting ? ContainerStatus.Exited : current.Status;
        container.Swap(current with { Status = status, Lifecycle = lifecycle });
        if (current.Status == ContainerStatus.Restarting)
            container.Exits.Exited(new ContainerExit(lifecycle.ExitCode));
        try
        {
            await persistence.SaveLifecycleAsync(container.Id, lifecycle);
        }
        catch (ContainerdException e)
        {
            // The client hears of the failed start; that it could not be written down as well is for the log.
            log.UndoFailed(container.Id, "record the failed start", e);
        }

        if (current.Settings.HostConfig.AutoRemove)
            remove.Later(container);
    }
}
