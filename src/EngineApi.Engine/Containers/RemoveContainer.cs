using EngineApi.Containerd;
using EngineApi.Engine.Events;
using EngineApi.Engine.Containers.Launch;
using EngineApi.Engine.Containers.Mounts;
using EngineApi.Engine.Containers.Restart;
using EngineApi.Engine.Exec;
using EngineApi.Engine.Networks.Sandbox;
using EngineApi.Engine.Volumes;
using Microsoft.Extensions.Logging;

namespace EngineApi.Engine.Containers;

/// <summary>Removes a container and all that belongs to it (API: <c>ContainerDelete</c>).</summary>
/// <remarks>
/// Each step is repeatable and finds "already gone" in order, so a removal that failed half-way (the container is
/// <see cref="ContainerStatus.Dead"/> then) can be tried again. The container's directory gets another name first and is deleted
/// last: by that name a daemon that starts after a crash knows that the container was to go. The record and the snapshots
/// in containerd go side by side: a snapshot of no record is found by its label.
/// </remarks>
public sealed class RemoveContainer(
    ContainerTable containers,
    ContainerdClient containerd,
    SignalContainer signals,
    CancelRestart restart,
    ExecTable execs,
    DiscardTask discard,
    SharedMemory sharedMemory,
    MountSources mountSources,
    MountedImages mountedImages,
    ContainerNetworking networking,
    ContainerVolumes ownVolumes,
    EngineOptions options,
    EventBus events,
    TimeProvider time,
    ILogger<RemoveContainer> log)
{
    // Nobody is told when a container that removes itself could not be removed, so it is not left at that.
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);
    private const int MostTries = 20;

    /// <param name="force">Kills it first if it runs.</param>
    /// <param name="volumes">Also removes its anonymous volumes.</param>
    /// <exception cref="EngineException">NotFound; Conflict if it runs (or is paused) and is not to be killed.</exception>
    public async Task ExecuteAsync(string nameOrId, bool force, bool volumes, CancellationToken cancellationToken)
    {
        var container = containers.Find(nameOrId);
        if (container.Current.Status == ContainerStatus.Removing)
            throw EngineException.Conflict($"removal of container {nameOrId} is already in progress");
        if (container.GivenUp && !force)
            throw EngineException.Conflict($"cannot remove container \"{container.Current.Name}\": its shim does not answer, and it may be running: force remove");
        var killed = force && await KillAsync(container, cancellationToken);
        var removesItself = container.Current.Settings.HostConfig.AutoRemove;
        await container.Mailbox.RunAsync(() => RemoveInMailboxAsync(container, nameOrId, volumes || removesItself, mayBeGone: killed && removesItself), cancellationToken);
    }

    /// <summary>For containers that remove themselves: after the current transition, nobody waiting.</summary>
    internal void Later(Container container) => _ = AutoRemoveAsync(container);

    private async Task AutoRemoveAsync(Container container)
    {
        var pause = FirstPause;
        for (var tries = 1; !await TryAutoRemoveAsync(container) && tries < MostTries; tries++)
        {
            await Task.Delay(pause, time);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    /// <returns>False: it may be tried again.</returns>
    private async Task<bool> TryAutoRemoveAsync(Container container)
    {
        try
        {
            await container.Mailbox.RunAsync(() => RemoveInMailboxAsync(container, container.Id, volumes: true, mayBeGone: true), CancellationToken.None);
            return true;
        }
        catch (Exception e)
        {
            log.AutoRemoveFailed(container.Id, e);
            return e is EngineException { Kind: ErrorKind.Conflict };
        }
    }

    /// <returns>Whether it was this that ended it.</returns>
    private async Task<bool> KillAsync(Container container, CancellationToken cancellationToken)
    {
        var exit = container.Exits.Next;
        var killed = await container.Mailbox.RunAsync(
            async () => !await restart.ExecuteAsync(container) && await signals.EndAsync(container, SignalContainer.SigKill), cancellationToken);
        if (!killed && !container.Current.IsRunning)
            return false;
        try
        {
            await exit.WaitAsync(SignalContainer.KillTimeout, time, cancellationToken);
            return killed;
        }
        catch (TimeoutException)
        {
            throw new EngineException(
                ErrorKind.System, $"cannot remove container \"{container.Current.Name}\": could not kill: did not receive an exit event");
        }
    }

    /// <param name="mayBeGone">A container that removes itself may be killed by whoever removes it as well: it is enough that one of them does.</param>
    private async Task RemoveInMailboxAsync(Container container, string nameOrId, bool volumes, bool mayBeGone)
    {
        var current = container.Current;
        if (!containers.TryGet(container.Id, out _))
        {
            if (mayBeGone)
                return;
            throw EngineException.NotFound("No such container: " + nameOrId);
        }

        if (current.IsUp)
            throw EngineException.Conflict(StillRuns(current));
        container.Swap(current with { Status = ContainerStatus.Removing });
        try
        {
            await DeleteEverythingAsync(container);
        }
        catch (Exception e)
        {
            container.Swap(current with { Status = ContainerStatus.Dead });
            throw new EngineException(ErrorKind.System, $"cannot remove container \"{current.Name}\": {e.Message}", e);
        }

        containers.Remove(container);
        execs.Forget(container.Id);
        containers.Release(current.Name, container.Id);
        if (volumes)
            await ownVolumes.RemoveAnonymousAsync(current);
        events.PublishContainer(current, "destroy");
        container.Exits.Gone(new ContainerExit(current.Lifecycle.ExitCode));
    }

    private static string StillRuns(ContainerSnapshot container) => container.Status switch
    {
        ContainerStatus.Paused => $"cannot remove container \"{container.Name}\": container is paused and must be unpaused first",
        var status => $"cannot remove container \"{container.Name}\": container is {status.ToApi()}: stop the container before removing or force remove",
    };

    private async Task DeleteEverythingAsync(Container container)
    {
        if (container.NeedsTeardown)
            await discard.ExecuteAsync(container);
        sharedMemory.Close(container.Id);
        mountSources.Close(container.Id);
        await networking.LeaveAsync(container.Id);
        await container.Stdio.CloseAsync();
        MarkForGood(container.Id);
        DeleteDirectory(Path.Combine(options.FifoRoot, container.Id));
        await Task.WhenAll(
            IgnoreGoneAsync(containerd.Containers.DeleteAsync(container.Id, CancellationToken.None)),
            IgnoreGoneAsync(containerd.Snapshots(options.Snapshotter).RemoveAsync(container.Id, CancellationToken.None)),
            mountedImages.RemoveAsync(container.Current));
        DeleteDirectory(options.DirectoryOfRemoved(container.Id));
    }

    private void MarkForGood(string id)
    {
        if (!Directory.Exists(options.ContainerDirectory(id)))
            return;
        DeleteDirectory(options.DirectoryOfRemoved(id));
        Directory.Move(options.ContainerDirectory(id), options.DirectoryOfRemoved(id));
    }

    private static void DeleteDirectory(string directory)
    {
        if (Directory.Exists(directory))
            Directory.Delete(directory, recursive: true);
    }

    internal static async Task IgnoreGoneAsync(Task deletion)
    {
        try
        {
            await deletion;
        }
        catch (ContainerdException e) when (e.Kind == ContainerdErrorKind.NotFound)
        {
            // Somebody else, or an earlier try, was here.
        }
    }
}
