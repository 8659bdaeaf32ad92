using EngineApi.Engine.Containers;
using EngineApi.Engine.Events;
using EngineApi.Engine.Stdio;
using EngineApi.Wire;
using EngineApi.Wire.Exec;

namespace EngineApi.Engine.Exec;

/// <summary>Prepares a command to run in a container (API: <c>ContainerExec</c>).</summary>
public sealed class CreateExec(ContainerTable containers, ExecTable execs, EventBus events)
{
    /// <returns>The exec's id.</returns>
    /// <exception cref="EngineException">InvalidParameter without a command; NotFound; Conflict if the container does not run or is paused.</exception>
    public string Execute(string nameOrId, ExecCreateRequest request)
    {
        if (request.Cmd is not { Count: > 0 })
            throw EngineException.InvalidParameter("No exec command specified");
        var container = containers.Find(nameOrId);
        var current = container.Current
            .MustRun()
            .MustNotBePaused($"Container {container.Current.Name} is paused, unpause the container before exec");
        DetachKeys.ParseForExec(request.DetachKeys);
        var exec = new ExecInstance(HexId.Create(), container, request);
        execs.Add(exec);
        events.PublishContainer(current, ExecEvents.Action("exec_create", request), ("execID", exec.Id));
        return exec.Id;
    }
}
