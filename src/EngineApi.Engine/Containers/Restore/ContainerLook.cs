using EngineApi.Containerd;
using EngineApi.Containerd.Tasks;
using EngineApi.Engine.Containers.Launch;
using EngineApi.Engine.Events;
using EngineApi.Engine.Networks.Sandbox;
using Microsoft.Extensions.Logging;

namespace EngineApi.Engine.Containers.Restore;

/// <summary>Compares what a container's task does with what we believe, and carries out the difference.</summary>
public sealed class ContainerLook(
    ContainerdClient containerd, ExitContainer exit, DiscardTask discard, ContainerPersistence persistence, StartMark mark, RemoveContainer remove,
    ContainerNetworking networking, OomKills oomKills, OomContainer oom, EventBus events, TimeProvider time, ILogger<ContainerLook> log)
{
    /// <summary>The exit code when neither containerd nor the kernel can tell: containerd's "unknown".</summary>
    public const int UnknownExitCode = 255;

    /// <summary>A shim that did not answer so often in a row is given up.</summary>
    public const int MostSilences = 3;

    /// <exception cref="ContainerdException">The state cannot be told, or not be settled, now.</exception>
    public Task TryAsync(Container container) => container.Mailbox.RunAsync(() => LookAsync(container), CancellationToken.None);

    private async Task LookAsync(Container container)
    {
        var current = container.Current;
        // Should the shim of one that was given up answer after all, the state decides.
        if (current.IsRunning || container.GivenUp)
        {
            await CompareAsync(container, current);
        }
        else if (current.Status == ContainerStatus.Dead)
        {
            if (current.Settings.HostConfig.AutoRemove)
                remove.Later(container);
        }
        else if (container.NeedsTeardown)
        {
            await discard.ExecuteAsync(container);
            await exit.TearDownAsync(container);
        }
    }

    private async Task CompareAsync(Container container, ContainerSnapshot current)
    {
        TaskState state;
        try
        {
            state = await AskAsync(container);
        }
        catch (ContainerdException e) when (e.Kind == ContainerdErrorKind.NotFound && mark.IsSet(container.Id))
        {
            await TakeBackAsync(container, current);
            return;
        }
        catch (ContainerdException e) when (e.Kind == ContainerdErrorKind.NotFound)
        {
            container.GivenUp = false;
            var seen = container.LastSeenExit is { } last && (current.Pid == 0 || last.Pid == current.Pid) ? last : null;
            var exitCode = (int?)seen?.ExitStatus ?? container.FirstProcess.ExitCode ?? UnknownExitCode;
            await exit.ExecuteAsync(container, exitCode, seen?.ExitedAt ?? time.GetUtcNow());
            return;
        }
        catch (ContainerdException e) when (e.Kind == ContainerdErrorKind.DeadlineExceeded && ++container.Silences >= MostSilences)
        {
            GiveUp(container, current);
            throw;
        }

        var wasGivenUp = container.GivenUp;
        (container.Silences, container.GivenUp) = (0, false);
        if (wasGivenUp)
            current = current with { Lifecycle = current.Lifecycle with { Error = "" } };
        switch (state.Status)
        {
            case ProcessStatus.Stopped:
                await exit.ExecuteAsync(container, (int)state.ExitStatus, state.ExitedAt ?? time.GetUtcNow());
                break;
            case ProcessStatus.Created:
                await TakeBackAsync(container, current);
                return;
            case ProcessStatus.Paused or ProcessStatus.Pausing:
                Show(container, current, state, ContainerStatus.Paused, "pause");
                await NoteOomAsync(container);
                break;
            default:
                Show(container, current, state, ContainerStatus.Running, "unpause");
                await NoteOomAsync(container);
                break;
        }

        mark.Clear(container.Id);
        if (container.IsUnseen)
            container.SwapSeen(container.Current); // Somebody may wait for that.
    }

    /// <exception cref="ContainerdException">NotFound; DeadlineExceeded when the shim is silent, which containerd shows as Unknown.</exception>
    private async Task<TaskState> AskAsync(Container container)
    {
        var state = await containerd.Tasks.Of(container.Id).GetAsync(CancellationToken.None);
        return state.Status != ProcessStatus.Unknown
            ? state
            : throw new ContainerdException(ContainerdErrorKind.DeadlineExceeded, $"the shim of container {container.Id} does not answer");
    }

    private void Show(Container container, ContainerSnapshot current, TaskState state, ContainerStatus status, string action)
    {
        if (current.Status == status && current.Pid == state.Pid)
            return;
        container.NeedsTeardown = false;
        var next = container.Swap(current with { Status = status, Pid = (int)state.Pid });
        if (current.IsRunning && current.Status != status)
            events.PublishContainer(next, action);
    }

    /// <summary>It may have happened while nobody listened.</summary>
    private Task NoteOomAsync(Container container) =>
        container.Current.Lifecycle.OomKilled || !oomKills.Any(container.Current) ? Task.CompletedTask : oom.NoteAsync(container);

    /// <summary>The daemon died before the process was started: it never ran.</summary>
    private async Task TakeBackAsync(Container container, ContainerSnapshot current)
    {
        await discard.ExecuteAsync(container);
        await container.Stdio.AbortAsync();
        await networking.LeaveAsync(container.Id);
        var lifecycle = (current.Lifecycle with
        {
            StartedAt = null, ExitCode = 128, Error = "the daemon ended while the container was being started",
        }).WithoutNetworks();
        await persistence.SaveLifecycleAsync(container.Id, lifecycle);
        mark.Clear(container.Id);
        container.SwapSeen(current with { Status = ContainerStatus.Created, Pid = 0, Lifecycle = lifecycle });
    }

    private void GiveUp(Container container, ContainerSnapshot current)
    {
        if (container.GivenUp)
            return;
        log.Silent(container.Id, container.Silences);
        container.GivenUp = true;
        container.NeedsTeardown = true;
        container.SwapSeen(current with
        {
            Status = ContainerStatus.Dead,
            Lifecycle = current.Lifecycle with { Error = "its shim does not answer" },
        });
    }
}
