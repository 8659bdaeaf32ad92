using EngineApi.Containerd;
using EngineApi.Containerd.Tasks;

namespace EngineApi.Engine.Containers.Launch;

/// <summary>Creates a container's task and starts its process.</summary>
/// <remarks>
/// A shim that died leaves its task in containerd's table until containerd has cleaned up after it. No list shows it any more, but
/// a start in that time is told that the task already exists; it is deleted, and tried again.
/// </remarks>
public sealed class RunTask(ContainerdClient containerd, DiscardTask discard, TimeProvider time)
{
    private static readonly TimeSpan CleanUpTimeout = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    /// <returns>The process's id on the host.</returns>
    /// <exception cref="ContainerdException">It cannot be started; what there is of it is the caller's to discard.</exception>
    internal async Task<uint> ExecuteAsync(Container container, TaskCreation creation)
    {
        var task = containerd.Tasks.Of(container.Id);
        await CreateAsync(container, task, creation);
        return await task.StartAsync(CancellationToken.None);
    }

    private async Task CreateAsync(Container container, TaskHandle task, TaskCreation creation)
    {
        var began = time.GetTimestamp();
        for (var pause = TimeSpan.FromMilliseconds(10); ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                // A task that is restored has no process before it is started.
                await task.CreateAsync(creation, CancellationToken.None);
                return;
            }
            catch (ContainerdException e) when (e.Kind == ContainerdErrorKind.AlreadyExists && time.GetElapsedTime(began) < CleanUpTimeout)
            {
                await discard.ExecuteAsync(container);
                await Task.Delay(pause, time);
            }
        }
    }
}
