using System.Globalization;
using System.Text.Json;
using EngineApi.Containerd;
using EngineApi.Containerd.Tasks;
using EngineApi.Engine.Containers;
using EngineApi.Engine.Events;
using EngineApi.Engine.Oci;
using EngineApi.Engine.Stdio;
using EngineApi.Wire.Exec;
using Microsoft.Extensions.Logging;

namespace EngineApi.Engine.Exec;

/// <summary>Runs a prepared command (API: <c>ExecStart</c>).</summary>
/// <remarks>
/// 1. Claim: a command runs once. 2. Streams, so that no byte is missed. 3. The process in containerd. 4. Its end is tended to in the
/// background: drain, delete, <c>exec_die</c>. A failed start unwinds and leaves 126 or 127 to be inspected.
/// </remarks>
public sealed class StartExec(
    ExecTable execs, ContainerdClient containerd, ExecProcess process, DiscardTask discard, StdioThread thread, EngineOptions options, EventBus events, TimeProvider time,
    ILogger<StartExec> log)
{
    /// <exception cref="EngineException">NotFound.</exception>
    public ExecInstance Find(string id) => execs.Find(id);

    /// <summary>Starts it and leaves it alone.</summary>
    /// <exception cref="EngineException">Conflict if it has run or its container does not run; InvalidParameter if it cannot be executed.</exception>
    public Task StartDetachedAsync(ExecInstance exec, ExecStartRequest request) => StartAsync(exec, request, attach: null);

    /// <summary>Starts it with a client on its streams.</summary>
    /// <inheritdoc cref="StartDetachedAsync"/>
    public async Task<AttachSession> StartAttachedAsync(ExecInstance exec, ExecStartRequest request)
    {
        var asked = exec.Request;
        var client = await StartAsync(exec, request, new StdioAttach
        {
            Stdin = asked.AttachStdin,
            Stdout = asked.AttachStdout,
            Stderr = asked.AttachStderr,
            DetachKeys = DetachKeys.ParseForExec(asked.DetachKeys),
        });
        return new(client!, asked.Tty, () => events.PublishContainer(exec.Container.Current, "exec_detach", ("execID", exec.Id)));
    }

    private async Task<StdioClient?> StartAsync(ExecInstance exec, ExecStartRequest request, StdioAttach? attach)
    {
        var container = exec.Container.Current
            .MustRun()
            .MustNotBePaused($"Container {exec.Container.Current.Name} is paused, unpause the container before exec");
        if (!exec.Claim())
            throw EngineException.Conflict($"exec command {exec.Id} has already run");
        events.PublishContainer(container, ExecEvents.Action("exec_start", exec.Request), ("execID", exec.Id));
        try
        {
            return await LaunchAsync(exec, request, attach);
        }
        catch (Exception e)
        {
            var failure = ExecFailure.From(e);
            exec.HasEnded(failure.ExitCode, time.GetUtcNow());
            throw failure.Error;
        }
    }

    private async Task<StdioClient?> LaunchAsync(ExecInstance exec, ExecStartRequest request, StdioAttach? attach)
    {
        await using var rollback = new Rollback((step, e) => log.UndoFailed(exec.Id, step, e));
        var spec = await process.BuildAsync(exec, request);
        var stdio = exec.Stdio = new StdioHub(thread, StdioHubOptions.ForExec(exec.Request.Tty));
        var handle = containerd.Tasks.Of(exec.Container.Id).Exec(exec.Id);
        var paths = StdioPaths.For(options.ExecRoot, exec.Container.Id, exec.Id, exec.Request.AttachStdin, exec.Request.Tty);
        rollback.Add("stdio", stdio.CloseAsync);
        var client = attach is null ? null : await stdio.AttachAsync(attach);
        await stdio.BeginAsync(paths, handle.CloseIOAsync);

        rollback.Add("process", () => discard.ExecuteAsync(handle));
        await containerd.Tasks.Of(exec.Container.Id).ExecAsync(
            exec.Id, JsonSerializer.SerializeToUtf8Bytes(spec, OciJson.Default.OciProcess), paths.ToProcessIO(), CancellationToken.None);
        exec.HasStarted((int)await exec.Container.ExecStarts.RunAsync(() => handle.StartAsync(CancellationToken.None), CancellationToken.None));
        rollback.Commit();
        await stdio.StartedAsync();
        _ = TendAsync(exec, handle, stdio);
        return client;
    }

    /// <summary>From the exit to the last trace.</summary>
    private async Task TendAsync(ExecInstance exec, ExecHandle handle, StdioHub stdio)
    {
        try
        {
            var exitCode = await exec.Exited;
            await stdio.DrainAsync();
            events.PublishContainer(
                exec.Container.Current,
                "exec_die",
                ("execID", exec.Id),
                ("exitCode", exitCode.ToString(CultureInfo.InvariantCulture)));
            await stdio.CloseAsync(); // Not before: clients ask for the exit code when their stream has ended.
            await handle.DeleteAsync(CancellationToken.None);
        }
        catch (ContainerdException e) when (e.Kind == ContainerdErrorKind.NotFound)
        {
            // Its container went away, and took it along.
        }
        catch (Exception e)
        {
            log.UndoFailed(exec.Id, "end of exec", e);
        }
        finally
        {
            await stdio.CloseAsync();
        }
    }
}
