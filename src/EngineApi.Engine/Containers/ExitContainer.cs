using System.Globalization;
using EngineApi.Containerd;
using EngineApi.Engine.Containers.Launch;
using EngineApi.Engine.Containers.Restart;
using EngineApi.Engine.Events;
using EngineApi.Engine.Exec;
using EngineApi.Engine.Networks;
using EngineApi.Engine.Networks.Sandbox;
using EngineApi.Engine.Volumes;
using EngineApi.Linux;
using Microsoft.Extensions.Logging;

namespace EngineApi.Engine.Containers;

/// <summary>The end of a run. Every step in its fixed order, in this one place.</summary>
/// <remarks>
/// 1. Drain the streams: the log is complete before anyone can see the exit.
/// 2. Persist how it ended. 3. Show it: snapshot, waiters, <c>die</c>, the end of the clients' streams.
/// 4. Tear down: the task, then what the launch had made. 5. Remove the container if it asked for that, or let its restart policy
/// start it again.
/// </remarks>
public sealed class ExitContainer(
    ContainerdClient containerd, DiscardTask discard, ContainerPersistence persistence, RemoveContainer remove, RestartTimer restarts, ExecTable execs,
    SharedMemory sharedMemory, MountSources mountSources, VolumeMounts volumes, ContainerNetworking networking, NetworkTable networks, OomKills oomKills, EventBus events,
    ILogger<ExitContainer> log)
{
    /// <summary>Call it from a transition in the container's mailbox, when its task has stopped or is gone.</summary>
    /// <param name="exitCode">0–255.</param>
    internal async Task ExecuteAsync(Container container, int exitCode, DateTimeOffset exitedAt)
    {
        var current = container.Current;
        await container.Stdio.DrainAsync();

        var lifecycle = (current.Lifecycle with
        {
            ExitCode = exitCode, FinishedAt = exitedAt, OomKilled = current.Lifecycle.OomKilled || oomKills.Any(current),
        }).WithoutNetworks();
        var restart = RestartDecision.AfterExit(current.Settings.HostConfig.RestartPolicy, lifecycle);
        if (restart)
            lifecycle = lifecycle with { RestartCount = container.IsUnseen ? 0 : lifecycle.RestartCount + 1 };
        if (!await persistence.TrySaveLifecycleAsync(container.Id, lifecycle))
            log.RecordGone(container.Id);

        // Whatever fails from here on is tried again.
        container.NeedsTeardown = true;
        var next = container.SwapSeen(current with { Status = restart ? ContainerStatus.Restarting : ContainerStatus.Exited, Pid = 0, Lifecycle = lifecycle });
        log.Exited(container.Id, next.Name, exitCode);
        if (lifecycle.OomKilled && !current.Lifecycle.OomKilled)
            events.PublishContainer(next, "oom");
        events.PublishContainer(
            next,
            "die",
            ("execDuration", Seconds(exitedAt - (lifecycle.StartedAt ?? exitedAt))),
            ("exitCode", exitCode.ToString(CultureInfo.InvariantCulture)));
        await TryLeaveNetworksAsync(container.Id);
        events.PublishNetworks(networks, "disconnect", next.Id, current.Lifecycle.Endpoints);
        container.Exits.Exited(new ContainerExit(exitCode));
        await container.Stdio.EndRunAsync();

        execs.EndAll(container.Id, exitedAt);
        await TearDownAsync(container);
    }

    /// <summary>Before anybody hears of the exit who may then remove the network. What fails here, the teardown tries again.</summary>
    private async Task TryLeaveNetworksAsync(string id)
    {
        try
        {
            await networking.LeaveAsync(id);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or LinuxException)
        {
            log.UndoFailed(id, "network", e);
        }
    }

    /// <summary>The last part of the end, which can be tried again when it failed.</summary>
    internal async Task TearDownAsync(Container container)
    {
        if (container.NeedsTeardown)
            await discard.DeleteAsync(containerd.Tasks.Of(container.Id));
        sharedMemory.Close(container.Id);
        mountSources.Close(container.Id);
        volumes.Close(container.Current);
        await networking.LeaveAsync(container.Id);
        container.NeedsTeardown = false;
        var current = container.Current;
        if (current.Settings.HostConfig.AutoRemove)
            remove.Later(container);
        else if (current.Status == ContainerStatus.Restarting && container.Restart is null)
            restarts.Begin(container, container.Backoff.After(RunOf(current.Lifecycle)));
    }

    private static TimeSpan RunOf(ContainerLifecycle life) =>
        life is { StartedAt: { } started, FinishedAt: { } finished } ? finished - started : TimeSpan.Zero;

    private static string Seconds(TimeSpan duration) =>
        ((long)Math.Max(0, duration.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
}
