using EngineApi.Containerd;
using EngineApi.Containerd.Events;
using EngineApi.Containerd.Tasks;
using EngineApi.Engine.Events;
using EngineApi.Engine.Exec;
using Microsoft.Extensions.Logging;

namespace EngineApi.Engine.Containers.Restore;

/// <summary>
/// Events wake, state decides: whatever happened (a live event, a gap in the stream, a start of this daemon), the container's
/// mailbox asks containerd for the task's state and carries out the difference. So a doubled event does nothing, and a lost
/// one is made up for.
/// </summary>
public sealed class Reconciler(
    ContainerTable containers,
    ExecTable execs,
    ContainerdClient containerd,
    ExitContainer exit,
    EventBus events,
    TimeProvider time,
    ILogger<Reconciler> log)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    /// <summary>The exit code when nobody saw the end: containerd's "unknown".</summary>
    public const int UnknownExitCode = 255;

    /// <summary>Follows containerd's events until the token fires. Never throws otherwise: the stream reconnects by itself.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await foreach (var happened in containerd.Events.SubscribeAsync(cancellationToken: cancellationToken))
            Dispatch(happened);
    }

    private void Dispatch(RuntimeEvent happened)
    {
        switch (happened)
        {
            case EventGap:
                foreach (var container in containers.All)
                    Wake(container, null);
                foreach (var exec in execs.Running)
                    _ = LookUntilDoneAsync(exec);
                break;
            case TaskExited exited when exited.ExecId.Length > 0:
                execs.Exited(exited.ExecId, (int)exited.ExitStatus, exited.ExitedAt);
                break;
            case TaskExited exited when containers.TryGet(exited.ContainerId, out var container):
                Wake(container, exited);
                break;
            case TaskOom oom when containers.TryGet(oom.ContainerId, out var container):
                _ = container.Mailbox.RunAsync(() => OutOfMemory(container), CancellationToken.None);
                break;
            case TaskPaused paused when containers.TryGet(paused.ContainerId, out var container):
                Wake(container, null);
                break;
            case TaskResumed resumed when containers.TryGet(resumed.ContainerId, out var container):
                Wake(container, null);
                break;
        }
    }

    /// <summary>Posts a look at the container; tries again until the look succeeds.</summary>
    /// <param name="seen">The exit that woke us, for the case that the task is gone when we look.</param>
    public void Wake(Container container, TaskExited? seen) => _ = LookUntilDoneAsync(container, seen);

    private async Task LookUntilDoneAsync(Container container, TaskExited? seen)
    {
        while (true)
        {
            try
            {
                await container.Mailbox.RunAsync(() => LookAsync(container, seen), CancellationToken.None);
                return;
            }
            catch (Exception e)
            {
                log.ExitFailed(container.Id, e);
                await Task.Delay(RetryAfter, time);
            }
        }
    }

    private async Task LookUntilDoneAsync(ExecInstance exec)
    {
        while (exec.Running)
        {
            try
            {
                await LookAsync(exec);
                return;
            }
            catch (ContainerdException e)
            {
                log.ExitFailed(exec.Id, e);
                await Task.Delay(RetryAfter, time);
            }
        }
    }

    private async Task LookAsync(ExecInstance exec)
    {
        try
        {
            var state = await containerd.Tasks.Of(exec.Container.Id).Exec(exec.Id).GetAsync(CancellationToken.None);
            if (state.Status == ProcessStatus.Stopped)
                execs.Exited(exec.Id, (int)state.ExitStatus, state.ExitedAt ?? time.GetUtcNow());
        }
        catch (ContainerdException e) when (e.Kind == ContainerdErrorKind.NotFound)
        {
            execs.Exited(exec.Id, UnknownExitCode, time.GetUtcNow());
        }
    }

    private async Task LookAsync(Container container, TaskExited? seen)
    {
        var current = container.Current;
        if (!current.IsRunning)
            return;
        TaskState state;
        try
        {
            state = await containerd.Tasks.Of(container.Id).GetAsync(CancellationToken.None);
        }
        catch (ContainerdException e) when (e.Kind == ContainerdErrorKind.NotFound)
        {
            var code = seen?.ExitStatus ?? UnknownExitCode;
            await exit.ExecuteAsync(container, (int)code, seen?.ExitedAt ?? time.GetUtcNow(), taskIsThere: false);
            return;
        }

        switch (state.Status)
        {
            case ProcessStatus.Stopped:
                await exit.ExecuteAsync(container, (int)state.ExitStatus, state.ExitedAt ?? time.GetUtcNow(), taskIsThere: true);
                break;
            case ProcessStatus.Paused when current.Status == ContainerStatus.Running:
                events.PublishContainer(container.Swap(current with { Status = ContainerStatus.Paused }), "pause");
                break;
            case ProcessStatus.Running when current.Status == ContainerStatus.Paused:
                events.PublishContainer(container.Swap(current with { Status = ContainerStatus.Running }), "unpause");
                break;
        }
    }

    private Task OutOfMemory(Container container)
    {
        var current = container.Current;
        if (current.IsRunning)
        {
            container.Swap(current with { Lifecycle = current.Lifecycle with { OomKilled = true } });
            events.PublishContainer(current, "oom");
        }

        return Task.CompletedTask;
    }
}
