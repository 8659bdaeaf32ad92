using ProcessDetails = EngineApi.Containerd.Protocol.Runc.ProcessDetails;
using Wire = EngineApi.Containerd.Protocol.Tasks;

namespace EngineApi.Containerd.Tasks;

/// <summary>The running side of one container: its first process, and what can be done to the container as a whole.</summary>
public sealed class TaskHandle : ProcessHandle
{
    internal TaskHandle(Connection connection, Wire.Tasks.TasksClient calls, string containerId)
        : base(connection, calls, containerId, execId: "")
    {
    }

    /// <summary>Starts a shim and creates the first process, which waits for <see cref="ProcessHandle.StartAsync"/>.</summary>
    /// <returns>The first process's pid.</returns>
    /// <exception cref="ContainerdException">
    /// NotFound without a container record; AlreadyExists when there is a task; Unknown with the runtime's words when it refused.
    /// </exception>
    public async Task<uint> CreateAsync(TaskCreation creation, CancellationToken cancellationToken)
    {
        var request = new Wire.CreateTaskRequest
        {
            ContainerId = ContainerId,
            Stdin = creation.IO.Stdin,
            Stdout = creation.IO.Stdout,
            Stderr = creation.IO.Stderr,
            Terminal = creation.IO.Terminal,
            Options = creation.Options?.ToAny(),
            Checkpoint = creation.Checkpoint?.ToWire(),
        };
        request.Rootfs.AddRange(creation.Rootfs.Select(mount => mount.ToWire()));
        return (await Connection.CallAsync(o => Calls.CreateAsync(request, o), Deadlines.Runtime, cancellationToken)).Pid;
    }

    /// <summary>An exec of this task; no call is made.</summary>
    public ExecHandle Exec(string execId) => new(Connection, Calls, ContainerId, execId);

    /// <summary>Adds a process to the running task; it waits for <see cref="ProcessHandle.StartAsync"/>.</summary>
    /// <param name="execId">Unique within the container; the same alphabet as container ids.</param>
    /// <param name="process">The OCI process as JSON.</param>
    /// <param name="io">What it is connected to.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    /// <exception cref="ContainerdException">NotFound; AlreadyExists; FailedPrecondition when the task does not run.</exception>
    public async Task<ExecHandle> ExecAsync(string execId, ReadOnlyMemory<byte> process, ProcessIO io, CancellationToken cancellationToken)
    {
        var request = new Wire.ExecProcessRequest
        {
            ContainerId = ContainerId,
            ExecId = execId,
            Spec = TypedBytes.Process(process).ToAny(),
            Stdin = io.Stdin,
            Stdout = io.Stdout,
            Stderr = io.Stderr,
            Terminal = io.Terminal,
        };
        await Connection.CallAsync(o => Calls.ExecAsync(request, o), Deadlines.Shim, cancellationToken);
        return Exec(execId);
    }

    /// <summary>Freezes every process of the container.</summary>
    public Task PauseAsync(CancellationToken cancellationToken)
        => Connection.CallAsync(o => Calls.PauseAsync(new() { ContainerId = ContainerId }, o), Deadlines.Runtime, cancellationToken);

    /// <summary>Thaws every process of the container.</summary>
    public Task ResumeAsync(CancellationToken cancellationToken)
        => Connection.CallAsync(o => Calls.ResumeAsync(new() { ContainerId = ContainerId }, o), Deadlines.Runtime, cancellationToken);

    /// <summary>Every pid in the container's cgroup, in the host's numbering.</summary>
    public async Task<IReadOnlyList<TaskPid>> ListPidsAsync(CancellationToken cancellationToken)
    {
        var request = new Wire.ListPidsRequest { ContainerId = ContainerId };
        var answer = await Connection.CallAsync(o => Calls.ListPidsAsync(request, o), Deadlines.Runtime, cancellationToken);
        return [.. answer.Processes.Select(process => new TaskPid(
            process.Pid, process.Info is null ? null : ProcessDetails.Parser.ParseFrom(process.Info.Value).ExecId))];
    }

    /// <summary>The container's cgroup counters now.</summary>
    /// <exception cref="ContainerdException">NotFound when there is no running task.</exception>
    public async Task<TaskMetrics> MetricsAsync(CancellationToken cancellationToken)
    {
        var request = new Wire.MetricsRequest { Filters = { "id==" + ContainerId } };
        var answer = await Connection.CallAsync(o => Calls.MetricsAsync(request, o), Deadlines.Shim, cancellationToken);
        return answer.Metrics.Count == 1
            ? TaskMetrics.From(answer.Metrics[0])
            : throw new ContainerdException(ContainerdErrorKind.NotFound, $"no metrics of a task for container \"{ContainerId}\"");
    }

    /// <summary>Changes the cgroup limits of the running container.</summary>
    /// <param name="linuxResources">The OCI <c>linux.resources</c> as JSON; what it leaves out stays as it is.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    public Task UpdateAsync(ReadOnlyMemory<byte> linuxResources, CancellationToken cancellationToken)
    {
        var request = new Wire.UpdateTaskRequest
        {
            ContainerId = ContainerId,
            Resources = TypedBytes.LinuxResources(linuxResources).ToAny(),
        };
        return Connection.CallAsync(o => Calls.UpdateAsync(request, o), Deadlines.Runtime, cancellationToken);
    }

    /// <summary>Takes a checkpoint with CRIU.</summary>
    /// <returns>Its blobs; none when it was written to <see cref="CheckpointOptions.ImagePath"/>.</returns>
    /// <exception cref="ContainerdException">Unknown with the runtime's words, e.g. when criu is not installed.</exception>
    public async Task<IReadOnlyList<Descriptor>> CheckpointAsync(CheckpointOptions options, CancellationToken cancellationToken)
    {
        var request = new Wire.CheckpointTaskRequest { ContainerId = ContainerId, Options = options.ToTypedBytes().ToAny() };
        var answer = await Connection.CallAsync(o => Calls.CheckpointAsync(request, o), Deadlines.Bulk, cancellationToken);
        return [.. answer.Descriptors.Select(Descriptor.From)];
    }
}
