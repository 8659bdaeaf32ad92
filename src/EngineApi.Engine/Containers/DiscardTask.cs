using EngineApi.Containerd;
using EngineApi.Containerd.Tasks;
using EngineApi.Engine.Containers.Restore;

namespace EngineApi.Engine.Containers;

/// <summary>
/// Takes back a process of which it is not sure how far it came: a call whose answer was lost may have been carried out all the
/// same. Whatever there is of it is killed and deleted.
/// </summary>
public sealed class DiscardTask(ContainerdClient containerd, TimeProvider time)
{
    private const string StateIsGone = "no such file or directory";

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(50);

    /// <summary>A container's task, and so all of its processes. Call it from a transition in the container's mailbox.</summary>
    /// <exception cref="ContainerdException">It may still be there; <see cref="Container.NeedsTeardown"/> says so.</exception>
    internal async Task ExecuteAsync(Container container)
    {
        container.NeedsTeardown = true;
        await ExecuteAsync(containerd.Tasks.Of(container.Id));
        container.NeedsTeardown = false;
    }

    /// <summary>A task, or one exec of it; nothing happens if it is gone.</summary>
    /// <exception cref="ContainerdException">It may still be there.</exception>
    internal Task ExecuteAsync(ProcessHandle process) =>
        process is TaskHandle task ? OrClearedAwayAsync(task, () => EndAsync(task)) : EndAsync(process);

    /// <summary>Only deletes a task, which has stopped; nothing happens if it is gone.</summary>
    /// <exception cref="ContainerdException">It may still be there.</exception>
    internal Task DeleteAsync(TaskHandle task) => OrClearedAwayAsync(task, async () =>
    {
        try
        {
            await task.DeleteAsync(CancellationToken.None);
        }
        catch (ContainerdException e) when (e.Kind == ContainerdErrorKind.NotFound)
        {
            // A shim that died took its task along.
        }
    });

    private async Task OrClearedAwayAsync(TaskHandle task, Func<Task> removal)
    {
        try
        {
            await removal();
        }
        catch (ContainerdException e) when (e.Message.Contains(StateIsGone, StringComparison.OrdinalIgnoreCase))
        {
            // The runtime has forgotten the container, as crun does after a checkpoint, and would refuse for ever. Without its shim containerd
            // clears the task away by itself. One that still has a process is not forgotten: the words are of something else.
            if (!OrphanedShims.EndIdle(task.ContainerId, containerd.Namespace, containerd.SocketPath))
                throw;
            await ClearedAwayAsync(task);
        }
    }

    private async Task EndAsync(ProcessHandle process)
    {
        using var limit = new CancellationTokenSource(SignalContainer.KillTimeout, time);
        try
        {
            if (await KillAsync(process, limit.Token))
                await process.WaitAsync(limit.Token);
            await process.DeleteAsync(limit.Token);
        }
        catch (ContainerdException e) when (e.Kind == ContainerdErrorKind.NotFound)
        {
            // It was never made, or is gone already.
        }
        catch (OperationCanceledException e) when (limit.IsCancellationRequested)
        {
            throw new ContainerdException(
                ContainerdErrorKind.DeadlineExceeded, $"a process of container {process.ContainerId} could not be killed within {SignalContainer.KillTimeout.TotalSeconds:0} s", e);
        }
    }

    /// <exception cref="ContainerdException">DeadlineExceeded: it is still there.</exception>
    private async Task ClearedAwayAsync(TaskHandle task)
    {
        using var limit = new CancellationTokenSource(SignalContainer.KillTimeout, time);
        try
        {
            while (await IsThereAsync(task, limit.Token))
                await Task.Delay(BetweenLooks, time, limit.Token);
        }
        catch (OperationCanceledException e) when (limit.IsCancellationRequested)
        {
            throw new ContainerdException(ContainerdErrorKind.DeadlineExceeded, $"containerd does not clear the task of container {task.ContainerId} away", e);
        }
    }

    private static async Task<bool> IsThereAsync(TaskHandle task, CancellationToken cancellationToken)
    {
        try
        {
            await task.GetAsync(cancellationToken);
            return true;
        }
        catch (ContainerdException e)
        {
            return e.Kind != ContainerdErrorKind.NotFound; // While it is being cleared away, nobody answers for it.
        }
    }

    /// <returns>False if it has ended, or never began: there is nothing to wait for.</returns>
    private static async Task<bool> KillAsync(ProcessHandle process, CancellationToken cancellationToken)
    {
        try
        {
            await process.KillAsync(SignalContainer.SigKill, all: process is TaskHandle, cancellationToken);
            return true;
        }
        catch (ContainerdException e) when (e.Kind is ContainerdErrorKind.NotFound or ContainerdErrorKind.FailedPrecondition)
        {
            return false;
        }
    }
}
