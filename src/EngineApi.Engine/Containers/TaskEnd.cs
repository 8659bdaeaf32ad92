using EngineApi.Containerd;
using EngineApi.Containerd.Tasks;

namespace EngineApi.Engine.Containers;

/// <summary>Tells a call that failed from one that came too late.</summary>
internal static class TaskEnd
{
    /// <summary>True if the process has ended, whether or not its exit has been handled.</summary>
    public static async Task<bool> HasEndedAsync(this TaskHandle task)
    {
        try
        {
            return (await task.GetAsync(CancellationToken.None)).Status == ProcessStatus.Stopped;
        }
        catch (ContainerdException e) when (e.Kind == ContainerdErrorKind.NotFound)
        {
            return true;
        }
    }

    /// <summary>For what only a running container can be told: pause, resume.</summary>
    /// <exception cref="EngineException">Conflict: it has ended meanwhile.</exception>
    public static async Task WhileItRunsAsync(this TaskHandle task, Func<CancellationToken, Task> call)
    {
        try
        {
            await call(CancellationToken.None);
        }
        catch (ContainerdException e) when (!e.IsTransient)
        {
            // runc knows of the end before the shim has told it.
            if (e.Message.Contains("container not running", StringComparison.Ordinal) || await task.HasEndedAsync())
                throw EngineException.Conflict($"container {task.ContainerId} is not running");
            throw;
        }
    }
}
