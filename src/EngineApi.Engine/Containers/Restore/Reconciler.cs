using EngineApi.Containerd;
using EngineApi.Containerd.Events;
using EngineApi.Engine.Exec;
using EngineApi.Engine.RuntimeView;
using Microsoft.Extensions.Logging;

namespace EngineApi.Engine.Containers.Restore;

/// <summary>
/// Events wake, state decides: whatever happened (a live event, a gap in the stream, a start of this daemon), the container's
/// mailbox asks containerd for the task's state and carries out the difference (<see cref="ContainerLook"/>). So a doubled event
/// does nothing, and a lost one is made up for; <see cref="ExecLook"/> does the same for execs.
/// </summary>
public sealed class Reconciler(
    ContainerTable containers,
    ExecTable execs,
    ContainerdClient containerd,
    ContainerLook look,
    ExecLook execLook,
    OomContainer oom,
    RuntimeFeed runtime,
    TimeProvider time,
    ILogger<Reconciler> log) : IDisposable
{
    /// <summary>Between two tries at a state that could not be settled; doubled each time, up to <see cref="LongestPause"/>.</summary>
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stop = new();
    private bool _disposed;

    /// <summary>Follows containerd's events until <see cref="Stop"/>; a stream that fails is opened anew.</summary>
    public async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await foreach (var happened in containerd.Events.SubscribeAsync(cancellationToken: _stop.Token))
                    Dispatch(happened);
            }
            catch (Exception e) when (!_stop.IsCancellationRequested)
            {
                log.EventsFailed(e);
                await Task.Delay(FirstPause, time, _stop.Token);
            }
        }
    }

    /// <summary>No more looks are begun or tried again.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            if (!_disposed)
                _stop.Cancel();
        }
    }

    /// <summary>Stops, too.</summary>
    public void Dispose()
    {
        Stop();
        lock (_gate)
        {
            _disposed = true;
            _stop.Dispose();
        }
    }

    /// <summary>Posts a look at the container, and tries again until one succeeds.</summary>
    /// <param name="seen">The exit that woke us, for the case that the task is gone when we look.</param>
    public void Wake(Container container, TaskExited? seen)
    {
        if (seen is not null)
            container.LastSeenExit = seen;
        _ = UntilSettledAsync(container.Id, container.Retry, () => look.TryAsync(container));
    }

    private void Dispatch(RuntimeEvent happened)
    {
        runtime.Publish(happened);
        switch (happened)
        {
            case EventGap:
                foreach (var container in containers.All)
                    Wake(container, null);
                foreach (var exec in execs.Unfinished)
                    _ = UntilSettledAsync(exec.Container.Id, exec.Retry, () => execLook.TryAsync(exec));
                break;
            case TaskExited exited when exited.ExecId.Length > 0:
                execs.Exited(exited.ExecId, (int)exited.ExitStatus, exited.ExitedAt);
                break;
            case TaskExited exited when containers.TryGet(exited.ContainerId, out var container):
                Wake(container, exited);
                break;
            case TaskOom ranOut when containers.TryGet(ranOut.ContainerId, out var container):
                _ = TryAsync(container.Id, () => oom.ExecuteAsync(container, ranOut.Timestamp));
                break;
            case TaskPaused paused when containers.TryGet(paused.ContainerId, out var container):
                Wake(container, null);
                break;
            case TaskResumed resumed when containers.TryGet(resumed.ContainerId, out var container):
                Wake(container, null);
                break;
        }
    }

    /// <summary>At most one of these waits per gate: others try once and leave the rest to it.</summary>
    private async Task UntilSettledAsync(string containerId, RetryGate gate, Func<Task> attempt)
    {
        if (_stop.IsCancellationRequested || await TryAsync(containerId, attempt) || !gate.Enter())
            return;
        try
        {
            for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
            {
                await Task.Delay(pause, time, _stop.Token);
                if (await TryAsync(containerId, attempt) && gate.TryLeave())
                    return;
            }
        }
        catch (Exception e) when (_stop.IsCancellationRequested && e is OperationCanceledException or ObjectDisposedException)
        {
            // The next start of the daemon looks again.
            gate.Leave();
        }
    }

    private async Task<bool> TryAsync(string containerId, Func<Task> attempt)
    {
        try
        {
            await attempt();
            return true;
        }
        catch (Exception e)
        {
            log.LookFailed(containerId, e);
            return false;
        }
    }
}
