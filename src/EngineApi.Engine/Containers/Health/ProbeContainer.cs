using EngineApi.Containerd;
using EngineApi.Engine.Exec;
using EngineApi.Wire;
using EngineApi.Wire.Exec;

namespace EngineApi.Engine.Containers.Health;

/// <summary>Runs a container's health probe once, as an exec in it.</summary>
public sealed class ProbeContainer(CreateExec create, StartExec start, ExecTable execs, ContainerdClient containerd, TimeProvider time)
{
    private const int Failed = -1;

    /// <summary>How long the output of a probe that was killed may still take to end.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    /// <summary>Never throws for what the probe does: that it could not be run is a result, too.</summary>
    internal async Task<ProbeResult> ExecuteAsync(Container container, HealthProbe probe, CancellationToken stop)
    {
        var begun = time.GetUtcNow();
        try
        {
            var id = create.Execute(container.Id, new ExecCreateRequest { Cmd = [.. probe.Command], AttachStdout = true, AttachStderr = true });
            var (exitCode, output) = await RunAsync(execs.Find(id), probe.Timeout, stop);
            return new(begun, time.GetUtcNow(), exitCode, output);
        }
        catch (Exception e) when (e is EngineException or ContainerdException or IOException)
        {
            return new(begun, time.GetUtcNow(), Failed, e.Message);
        }
    }

    private async Task<(int ExitCode, string Output)> RunAsync(ExecInstance exec, TimeSpan timeout, CancellationToken stop)
    {
        var session = await start.StartAttachedAsync(exec, new ExecStartRequest());
        var output = new ProbeOutput();
        var reading = output.ReadAsync();
        var ended = EndedAsync(session, output, stop);
        try
        {
            await ended.WaitAsync(timeout, time, stop);
            return (await exec.Exited, output.ToString());
        }
        catch (TimeoutException)
        {
            await KillAsync(exec);
            await ended.WaitAsync(Grace, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            session.Abandon();
            await ended;
            var text = output.ToString();
            return (Failed, $"Health check exceeded timeout ({GoDuration.Format(timeout.Ticks * 100)})" + (text.Length > 0 ? ": " + text : ""));
        }

        async Task EndedAsync(AttachSession session, ProbeOutput output, CancellationToken stop)
        {
            try
            {
                await session.RunAsync(null, output.Writer, stop);
            }
            finally
            {
                await output.Writer.CompleteAsync();
            }

            await reading;
        }
    }

    private async Task KillAsync(ExecInstance exec)
    {
        try
        {
            await containerd.Tasks.Of(exec.Container.Id).Exec(exec.Id).KillAsync(SignalContainer.SigKill, all: false, CancellationToken.None);
        }
        catch (ContainerdException e) when (e.Kind is ContainerdErrorKind.NotFound or ContainerdErrorKind.FailedPrecondition)
        {
            // It ended after all.
        }
    }
}
