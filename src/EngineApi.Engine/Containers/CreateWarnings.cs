using EngineApi.Engine.Containers.Mounts;

namespace EngineApi.Engine.Containers;

/// <summary>What a create request asks for and this engine does not have yet, told in its answer.</summary>
internal static class CreateWarnings
{
    public static IEnumerable<string> Of(ContainerSettings settings)
    {
        var mode = settings.HostConfig.NetworkMode;
        if (NamespaceMode.IsOwn(mode) && !NamespaceMode.IsNone(mode))
            yield return $"network \"{mode}\" is not connected yet: the container has a loopback interface only, and its published ports are not reachable";
        foreach (var destination in ContainerMounts.AnonymousVolumes(settings))
            yield return $"volumes are not supported yet: {destination} is part of the container's own layer";
    }
}
