using Wire = EngineApi.Containerd.Protocol.Tasks;

namespace EngineApi.Containerd.Tasks;

/// <summary>A process that was added to a running task.</summary>
public sealed class ExecHandle : ProcessHandle
{
    internal ExecHandle(Connection connection, Wire.Tasks.TasksClient calls, string containerId, string execId)
        : base(connection, calls, containerId, execId)
    {
        ArgumentException.ThrowIfNullOrEmpty(execId);
    }
}
