using Wire = EngineApi.Containerd.Protocol.Tasks;

namespace EngineApi.Containerd.Tasks;

/// <summary>One process of a task: the first one (empty <see cref="ExecId"/>) or an exec. It names the process and holds nothing.</summary>
public class ProcessHandle
{
    private protected ProcessHandle(Connection connection, Wire.Tasks.TasksClient calls, string containerId, string execId)
    {
        Connection = connection;
        Calls = calls;
        ContainerId = containerId;
        ExecId = execId;
    }

    public string ContainerId { get; }

    public string ExecId { get; }

    private protected Connection Connection { get; }

    private protected Wire.Tasks.TasksClient Calls { get; }

    /// <summary>Lets the created process run, and answers its pid.</summary>
    /// <exception cref="ContainerdException">
    /// NotFound; FailedPrecondition or Unknown when it runs already or could not be executed: the message is the runtime's.
    /// </exception>
    public async Task<uint> StartAsync(CancellationToken cancellationToken)
    {
        var request = new Wire.StartRequest { ContainerId = ContainerId, ExecId = ExecId };
        return (await Connection.CallAsync(o => Calls.StartAsync(request, o), Deadlines.Runtime, cancellationToken)).Pid;
    }

    /// <exception cref="ContainerdException">NotFound when there is no such process (any more).</exception>
    public async Task<TaskState> GetAsync(CancellationToken cancellationToken)
    {
        var request = new Wire.GetRequest { ContainerId = ContainerId, ExecId = ExecId };
        var answer = await Connection.CallAsync(o => Calls.GetAsync(request, o), Deadlines.Shim, cancellationToken);
        return TaskState.From(answer.Process, ContainerId, ExecId);
    }

    /// <summary>Waits, without a deadline, until the process has ended. Ask before starting it and no exit can be missed.</summary>
    /// <exception cref="ContainerdException">NotFound; Unavailable when containerd went away: look at the state again.</exception>
    public async Task<TaskExit> WaitAsync(CancellationToken cancellationToken)
    {
        var request = new Wire.WaitRequest { ContainerId = ContainerId, ExecId = ExecId };
        var answer = await Connection.AwaitAsync(o => Calls.WaitAsync(request, o), cancellationToken);
        return new(answer.ExitStatus, answer.ExitedAt.ToMoment(), Pid: 0);
    }

    /// <param name="signal">A Linux signal number, 1…64.</param>
    /// <param name="all">Every process of the container instead of this one.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer; the signal may have been sent.</param>
    /// <exception cref="ContainerdException">NotFound when the process has ended.</exception>
    public Task KillAsync(uint signal, bool all = false, CancellationToken cancellationToken = default)
    {
        var request = new Wire.KillRequest { ContainerId = ContainerId, ExecId = ExecId, Signal = signal, All = all };
        return Connection.CallAsync(o => Calls.KillAsync(request, o), Deadlines.Runtime, cancellationToken);
    }

    /// <summary>Tells the terminal its size in character cells.</summary>
    public Task ResizePtyAsync(uint width, uint height, CancellationToken cancellationToken)
    {
        var request = new Wire.ResizePtyRequest { ContainerId = ContainerId, ExecId = ExecId, Width = width, Height = height };
        return Connection.CallAsync(o => Calls.ResizePtyAsync(request, o), Deadlines.Shim, cancellationToken);
    }

    /// <summary>Makes the shim close its own write end of stdin, so that the process sees EOF once ours is closed too.</summary>
    public Task CloseIOAsync(CancellationToken cancellationToken)
    {
        var request = new Wire.CloseIORequest { ContainerId = ContainerId, ExecId = ExecId, Stdin = true };
        return Connection.CallAsync(o => Calls.CloseIOAsync(request, o), Deadlines.Shim, cancellationToken);
    }

    /// <summary>Forgets the ended process: an exec alone, or with the first process the whole task, its mounts and its shim.</summary>
    /// <exception cref="ContainerdException">NotFound; while it runs FailedPrecondition, or Unknown from containerd 1.6.</exception>
    public async Task<TaskExit> DeleteAsync(CancellationToken cancellationToken)
    {
        var answer = ExecId.Length == 0
            ? await Connection.CallAsync(o => Calls.DeleteAsync(new() { ContainerId = ContainerId }, o), Deadlines.Runtime, cancellationToken)
            : await Connection.CallAsync(
                o => Calls.DeleteProcessAsync(new() { ContainerId = ContainerId, ExecId = ExecId }, o), Deadlines.Runtime, cancellationToken);
        return new(answer.ExitStatus, answer.ExitedAt.ToMoment(), answer.Pid);
    }
}
