using EngineApi.Engine.Containers.Spec;
using EngineApi.Wire.Containers;

namespace EngineApi.Engine.Containers.Launch;

/// <summary>Namespaces of other containers: <c>--network</c>, <c>--pid</c> and <c>--ipc container:NAME</c>.</summary>
public sealed class JoinedNamespaces(ContainerTable containers)
{
    /// <param name="id">Of the container that joins.</param>
    /// <exception cref="EngineException">NotFound for a container that is not there; Conflict if it does not run; System if it is the one that joins.</exception>
    public NamespacePaths Resolve(string id, HostConfig config)
    {
        if (Target(config.NetworkMode)?.Id == id)
            throw new EngineException(ErrorKind.System, "cannot join own network");
        return Resolve(config);
    }

    private NamespacePaths Resolve(HostConfig config) => new()
    {
        Network = PathOf(config.NetworkMode, "net"),
        Pid = PathOf(config.PidMode, "pid"),
        Ipc = PathOf(config.IpcMode, "ipc"),
    };

    /// <summary>The container a mode names; null if it names none.</summary>
    public Container? Target(string mode) =>
        NamespaceMode.ContainerOf(mode) is { } name ? containers.Find(name) : null;

    /// <summary>A container by name or id, or null if it is gone.</summary>
    internal Container? TargetOrNull(string nameOrId) => containers.FindOrNull(nameOrId);

    private string? PathOf(string mode, string kind)
    {
        if (Target(mode) is not { } other)
            return null;
        var current = other.Current;
        if (!current.IsRunning)
            throw EngineException.Conflict($"cannot join {kind} namespace of a non running container: container {other.Id} is {current.Status.ToApi()}");
        return NamespacePaths.Of(current.Pid, kind);
    }
}
