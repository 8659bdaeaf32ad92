using EngineApi.Containerd;
using EngineApi.Engine.Events;
using EngineApi.Wire.Containers;

namespace EngineApi.Engine.Containers;

/// <summary>The processes of a container as the host's <c>ps</c> shows them (API: <c>ContainerTop</c>).</summary>
public sealed class TopContainer(ContainerTable containers, ContainerdClient containerd, EventBus events)
{
    public const string DefaultArguments = "-ef";

    /// <param name="psArguments">For <c>ps</c>, split at blanks; null or empty means <c>-ef</c>.</param>
    /// <exception cref="EngineException">NotFound; Conflict if it does not run; System if <c>ps</c> is missing or fails.</exception>
    public async Task<ContainerTop> ExecuteAsync(string nameOrId, string? psArguments, CancellationToken cancellationToken)
    {
        var container = containers.Find(nameOrId);
        var current = container.Current.MustRun();
        var arguments = string.IsNullOrWhiteSpace(psArguments) ? DefaultArguments : psArguments;
        var pids = await containerd.Tasks.Of(container.Id).ListPidsAsync(cancellationToken);
        var output = await HostProcesses.ListAsync(arguments, cancellationToken);
        var answer = ProcessTable.Select(output, pids.Select(process => (int)process.Pid).ToHashSet());
        events.PublishContainer(current, "top");
        return answer;
    }
}
