using EngineApi.Wire.Containers;

namespace EngineApi.Engine.Containers.Mounts;

/// <summary>The mounts of a container with their sources on the host.</summary>
public static class ContainerMounts
{
    /// <summary>All of them. Whether a source exists is asked at creation and, by the one who mounts it, at every start.</summary>
    public static IReadOnlyList<ResolvedMount> Resolve(ContainerSettings settings) =>
    [
        .. MountRequests.Read(settings.Config, settings.HostConfig, static _ => true).Select(request => request.Resolved).OfType<ResolvedMount>()
            .Select(mount => settings.BindDefaults?.Apply(mount) ?? mount),
        .. settings.Volumes,
    ];

    /// <summary>What inspect and lists show; a tmpfs of HostConfig.Tmpfs is not among it.</summary>
    public static List<MountPoint> Listed(ContainerSettings settings) =>
        [.. Resolve(settings).Where(mount => mount.Listed).Select(mount => mount.ToMountPoint())];

    /// <summary>Those that are volumes, each with its name.</summary>
    public static IEnumerable<ResolvedMount> VolumesOf(ContainerSettings settings) => settings.Volumes.Where(static mount => mount is { Type: "volume", Name: not null });

    /// <summary>Those that are images, each with its snapshot.</summary>
    public static IEnumerable<ResolvedMount> ImagesOf(ContainerSettings settings) => settings.Volumes.Where(static mount => mount.Type == "image");
}
