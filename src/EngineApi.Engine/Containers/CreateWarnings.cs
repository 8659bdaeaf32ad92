using EngineApi.Engine.Containers.Mounts;

namespace EngineApi.Engine.Containers;

/// <summary>What a create request asks for and this engine does not have yet, told in its answer.</summary>
internal static class CreateWarnings
{
    public static IEnumerable<string> Of(ContainerSettings settings)
    {
        foreach (var destination in ContainerMounts.AnonymousVolumes(settings))
            yield return $"volumes are not supported yet: {destination} is part of the container's own layer";
    }
}
