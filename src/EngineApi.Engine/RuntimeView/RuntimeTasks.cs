using EngineApi.Containerd;
using EngineApi.Containerd.Tasks;
using EngineApi.Engine.Containers;
using EngineApi.Wire;
using EngineApi.Wire.RuntimeView;

namespace EngineApi.Engine.RuntimeView;

/// <summary>The tasks of the engine's namespace as their shims have them at this moment, whoever made them.</summary>
public sealed class RuntimeTasks(ContainerTable containers, ContainerdClient containerd)
{
    public async Task<List<RuntimeTask>> ListAsync(CancellationToken cancellationToken) =>
        [.. (await containerd.Tasks.ListAsync(cancellationToken)).OrderBy(task => task.ContainerId, StringComparer.Ordinal).Select(Of)];

    /// <param name="nameOrId">Of a container, as everywhere; or the id of a task that is none of ours.</param>
    /// <exception cref="EngineException">NotFound: there is no such task, which is so for each container that does not run.</exception>
    public async Task<RuntimeTask> InspectAsync(string nameOrId, CancellationToken cancellationToken)
    {
        var id = containers.FindOrNull(nameOrId)?.Id ?? nameOrId;
        try
        {
            return Of(await containerd.Tasks.Of(id).GetAsync(cancellationToken));
        }
        catch (ContainerdException e) when (e.Kind is ContainerdErrorKind.NotFound or ContainerdErrorKind.InvalidArgument)
        {
            throw EngineException.NotFound("No such task: " + nameOrId);
        }
    }

    private static RuntimeTask Of(TaskState state)
    {
        var stopped = state.Status == ProcessStatus.Stopped;
        return new()
        {
            ContainerID = state.ContainerId,
            Status = state.Status switch
            {
                ProcessStatus.Created => "created",
                ProcessStatus.Running => "running",
                ProcessStatus.Stopped => "stopped",
                ProcessStatus.Paused => "paused",
                ProcessStatus.Pausing => "pausing",
                _ => "unknown",
            },
            Pid = state.Pid,
            ExitCode = stopped ? state.ExitStatus : null,
            ExitedAt = stopped && state.ExitedAt is { } at ? GoTime.Format(at) : null,
        };
    }
}
