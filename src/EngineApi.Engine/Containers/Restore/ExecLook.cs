using EngineApi.Containerd;
using EngineApi.Containerd.Tasks;
using EngineApi.Engine.Exec;

namespace EngineApi.Engine.Containers.Restore;

/// <summary>Asks containerd how an exec is doing, for an exit that nobody told us of.</summary>
public sealed class ExecLook(ContainerdClient containerd, TimeProvider time)
{
    /// <summary>The exit code when nobody saw the end: containerd's "unknown".</summary>
    private const int UnknownExitCode = 255;

    /// <exception cref="ContainerdException">It cannot be told now.</exception>
    public async Task TryAsync(ExecInstance exec)
    {
        try
        {
            // One that is being started is not there yet, or was not started; that is no end.
            await exec.Started;
            var state = await containerd.Tasks.Of(exec.Container.Id).Exec(exec.Id).GetAsync(CancellationToken.None);
            if (state.Status == ProcessStatus.Stopped)
                exec.HasEnded((int)state.ExitStatus, state.ExitedAt ?? time.GetUtcNow());
            else if (state.Status == ProcessStatus.Unknown)
                throw new ContainerdException(ContainerdErrorKind.DeadlineExceeded, $"the shim does not say how exec {exec.Id} is doing");
        }
        catch (TaskCanceledException)
        {
            // It could not be started, and is known to have ended.
        }
        catch (ContainerdException e) when (e.Kind == ContainerdErrorKind.NotFound)
        {
            exec.HasEnded(UnknownExitCode, time.GetUtcNow());
        }
    }
}
