using EngineApi.Wire.Exec;

namespace EngineApi.Engine.Exec;

/// <summary>How a command is doing (API: <c>ExecInspect</c>).</summary>
public sealed class InspectExec(ExecTable execs)
{
    /// <exception cref="EngineException">NotFound.</exception>
    public ExecInspect Execute(string id)
    {
        var exec = execs.Find(id);
        var request = exec.Request;
        return new()
        {
            ID = exec.Id,
            Running = exec.Running,
            ExitCode = exec.ExitCode,
            ProcessConfig = new()
            {
                Tty = request.Tty,
                Entrypoint = request.Cmd![0],
                Arguments = request.Cmd[1..],
                Privileged = request.Privileged,
                User = request.User,
            },
            OpenStdin = request.AttachStdin,
            OpenStderr = request.AttachStderr,
            OpenStdout = request.AttachStdout,
            ContainerID = exec.Container.Id,
            DetachKeys = request.DetachKeys,
            Pid = exec.Pid,
        };
    }
}
