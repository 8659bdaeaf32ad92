using EngineApi.Containerd;
using EngineApi.Containerd.Tasks;
using EngineApi.Engine.Containers.Launch;

namespace EngineApi.Engine.Containers.Checkpoints;

/// <summary>The part of a start that comes from a checkpoint: containerd is told where its images are, and its failure is explained.</summary>
public sealed class RestoreFromCheckpoint(ContainerdClient containerd, RunTask run, CheckpointStore store)
{
    /// <summary>Creates and starts a container's task, in which its processes go on from where they were.</summary>
    /// <param name="images">The checkpoint's directory.</param>
    /// <returns>The first process's id on the host.</returns>
    /// <exception cref="EngineException">System, with runc's and CRIU's words; Unavailable: containerd is away.</exception>
    internal async Task<uint> StartAsync(Container container, TaskCreation creation, string images)
    {
        var work = store.WorkDirectoryOf(container.Id);
        try
        {
            CheckpointStore.Discard(work);
            Directory.CreateDirectory(work);
            var record = await containerd.Containers.GetAsync(container.Id, CancellationToken.None);
            return await run.ExecuteAsync(container, creation with { Options = RuncOptions.Restoring(record.RuntimeOptions, images, work) });
        }
        catch (Exception e) when (e is ContainerdException or IOException)
        {
            throw new EngineException(
                e is ContainerdException { IsTransient: true } ? ErrorKind.Unavailable : ErrorKind.System,
                $"cannot restore container {container.Current.Name} from checkpoint {Path.GetFileName(images)}: {CriuLog.Explain(StartFailure.TextOf(e), work, CriuLog.OfRestore)}",
                e);
        }
        finally
        {
            CheckpointStore.Discard(work);
        }
    }
}
