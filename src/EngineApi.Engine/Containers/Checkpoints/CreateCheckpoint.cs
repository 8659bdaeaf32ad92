using EngineApi.Containerd;
using EngineApi.Containerd.Tasks;
using EngineApi.Engine.Events;
using EngineApi.Wire.Containers;

namespace EngineApi.Engine.Containers.Checkpoints;

/// <summary>Writes a running container's state to disk with CRIU (API: <c>POST /containers/{id}/checkpoints</c>).</summary>
/// <remarks>
/// The images go straight to where they stay, not through containerd's content store, which would copy every page of memory
/// twice. They get the checkpoint's name when they are whole.
/// </remarks>
public sealed class CreateCheckpoint(
    ContainerTable containers, ContainerdClient containerd, SignalContainer signals, CheckpointStore store, EventBus events, TimeProvider time)
{
    /// <exception cref="EngineException">
    /// NotFound; Conflict if it does not run or has a checkpoint of this name; InvalidParameter for a name that none can have, or a
    /// container with a terminal; System with runc's and CRIU's words if it could not be taken.
    /// </exception>
    public async Task ExecuteAsync(string nameOrId, CheckpointCreateRequest request, CancellationToken cancellationToken)
    {
        var container = containers.Find(nameOrId);
        var exit = container.Exits.Next;
        await container.Mailbox.RunAsync(() => TakeAsync(container, nameOrId, request), cancellationToken);
        if (request.Exit)
            await ExitedAsync(container, exit);
    }

    private async Task TakeAsync(Container container, string nameOrId, CheckpointCreateRequest request)
    {
        var current = container.Current.MustRun();
        if (current.Settings.Config.Tty)
            throw EngineException.InvalidParameter("checkpoint not support on containers with tty");
        var name = request.CheckpointID ?? "";
        CheckpointStore.CheckName(name);
        var directory = store.DirectoryOf(container.Id, request.CheckpointDir);
        var final = Path.Combine(directory, name);
        if (File.Exists(final))
            throw EngineException.Conflict($"cannot checkpoint container {nameOrId}: {final} exists and is not a directory");
        if (Directory.Exists(final))
            throw EngineException.Conflict($"cannot checkpoint container {nameOrId}: checkpoint with name {name} already exists for container {nameOrId}");

        var (unfinished, work) = ("", store.WorkDirectoryOf(container.Id));
        if (request.Exit)
            await signals.StandBackAsync(container, stopped: true);
        try
        {
            CheckpointStore.Discard(work);
            Directory.CreateDirectory(work);
            unfinished = CheckpointStore.Begin(directory, container.Id);
            await containerd.Tasks.Of(container.Id).CheckpointAsync(
                new CheckpointOptions { Exit = request.Exit, ImagePath = unfinished, WorkPath = work }, CancellationToken.None);
            Directory.Move(unfinished, final);
        }
        catch (Exception e) when (e is ContainerdException or IOException or UnauthorizedAccessException)
        {
            if (request.Exit)
                await signals.StandBackAsync(container, current.Lifecycle.ManuallyStopped);
            throw new EngineException(
                e is ContainerdException { IsTransient: true } ? ErrorKind.Unavailable : ErrorKind.System,
                $"Cannot checkpoint container {nameOrId}: {CriuLog.Explain(StartFailure.TextOf(e), work, CriuLog.OfCheckpoint)}",
                e);
        }
        finally
        {
            CheckpointStore.Discard(work);
            if (unfinished.Length > 0)
                CheckpointStore.Discard(unfinished);
        }

        events.PublishContainer(container.Current, "checkpoint");
    }

    /// <summary>A client that restores next must not find it running still.</summary>
    private async Task ExitedAsync(Container container, Task exit)
    {
        try
        {
            await exit.WaitAsync(SignalContainer.KillTimeout, time);
        }
        catch (TimeoutException e)
        {
            throw new EngineException(
                ErrorKind.System, $"container {container.Id} was checkpointed, but did not receive an exit event", e);
        }
    }
}
