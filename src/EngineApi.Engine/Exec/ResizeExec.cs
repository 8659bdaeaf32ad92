using EngineApi.Containerd;

namespace EngineApi.Engine.Exec;

/// <summary>Tells a command's terminal its size (API: <c>ExecResize</c>).</summary>
public sealed class ResizeExec(ExecTable execs, ContainerdClient containerd, TimeProvider time)
{
    /// <summary>Clients send the size right after the start, often before the process is there.</summary>
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(10);

    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <exception cref="EngineException">NotFound; Conflict if it has ended; System if it does not start in time.</exception>
    public async Task ExecuteAsync(string id, uint height, uint width, CancellationToken cancellationToken)
    {
        var exec = execs.Find(id);
        try
        {
            await exec.Started.WaitAsync(StartTimeout, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new EngineException(ErrorKind.System, "timeout waiting for exec session ready");
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw EngineException.Conflict($"exec {id} is not running");
        }

        await containerd.Tasks.Of(exec.Container.Id).Exec(exec.Id).ResizePtyAsync(width, height, cancellationToken);
    }
}
