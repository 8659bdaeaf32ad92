using EngineApi.Wire.Containers;

namespace EngineApi.Engine.Containers.Mounts;

/// <summary>The mounts of a container with their sources on the host.</summary>
public static class ContainerMounts
{
    /// <remarks>
    /// Anonymous volumes have no place of their own yet: what is written there stays in the container's own layer, and the answer
    /// to the create request says so.
    /// </remarks>
    public static IReadOnlyList<ResolvedMount> Resolve(ContainerSettings settings) =>
        [.. Requests(settings).Select(request => request.Resolved).OfType<ResolvedMount>()];

    /// <summary>What inspect and lists show; a tmpfs of HostConfig.Tmpfs is not among it.</summary>
    public static List<MountPoint> Listed(ContainerSettings settings) =>
        [.. Resolve(settings).Where(mount => mount.Listed).Select(mount => mount.ToMountPoint())];

    /// <summary>Destinations of anonymous volumes.</summary>
    public static IEnumerable<string> AnonymousVolumes(ContainerSettings settings) =>
        Requests(settings).OfType<VolumeRequest>().Where(volume => volume.Name is null).Select(volume => volume.Destination);

    /// <exception cref="EngineException">NotImplemented: a named volume, or the volumes of another container.</exception>
    public static void RefuseVolumes(ContainerSettings settings)
    {
        if (settings.HostConfig.VolumesFrom is { Count: > 0 })
            throw EngineException.NotImplemented("volumes of other containers (VolumesFrom) are not supported by engineapi yet");
        if (Requests(settings).OfType<VolumeRequest>().FirstOrDefault(volume => volume.Name is not null) is { } named)
            throw EngineException.NotImplemented($"named volumes are not supported by engineapi yet: {named.Name}");
    }

    // Whether a source exists is asked at creation and, by the one who mounts it, at every start.
    private static IReadOnlyList<MountRequest> Requests(ContainerSettings settings) =>
        MountRequests.Read(settings.Config, settings.HostConfig, _ => true);
}
