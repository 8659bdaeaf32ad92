using EngineApi.Wire.Containers;

namespace EngineApi.Engine.Containers.Mounts;

/// <summary>All mounts that a create request asks for, checked.</summary>
public static class MountRequests
{
    /// <summary>
    /// Binds, then Mounts, then Tmpfs, then the volumes of the configuration (the image's among them) whose place is still free.
    /// VolumesFrom is left to the caller: it needs other containers.
    /// </summary>
    /// <param name="exists">Whether a path is on the host; null asks the file system.</param>
    /// <exception cref="EngineException">A specification that is none, or two for one destination.</exception>
    public static IReadOnlyList<MountRequest> Read(ContainerConfig config, HostConfig hostConfig, Func<string, bool>? exists = null)
    {
        var requests = new List<MountRequest>();
        var taken = new HashSet<string>(StringComparer.Ordinal);
        void Take(MountRequest request, string? asWritten = null)
        {
            if (!taken.Add(request.Destination))
                throw EngineException.InvalidParameter($"Duplicate mount point: {asWritten ?? request.Destination}");
            requests.Add(request);
        }

        foreach (var bind in hostConfig.Binds ?? [])
            Take(BindSpec.Parse(bind, hostConfig.VolumeDriver));
        foreach (var mount in hostConfig.Mounts ?? [])
            Take(MountSpecification.Parse(mount, exists ?? Path.Exists), mount.Target);
        foreach (var (destination, options) in hostConfig.Tmpfs ?? [])
            Take(new TmpfsRequest { Destination = Checked(destination), Options = TmpfsMount.Options(options) });
        foreach (var destination in (config.Volumes ?? []).Keys.Order(StringComparer.Ordinal).Select(Rooted))
        {
            if (taken.Add(destination))
                requests.Add(new VolumeRequest { Destination = destination, FromConfig = true, Driver = hostConfig.VolumeDriver is { Length: > 0 } driver ? driver : null });
        }
        return requests;
    }

    /// <summary>Images may have volumes with relative paths; the runtime takes them from the root.</summary>
    private static string Rooted(string destination) => Checked("/" + destination);

    private static string Checked(string destination)
    {
        var problem = destination.Length == 0 ? "invalid mount path: '' mount path must be absolute" : MountTarget.Problem(destination);
        return problem is null ? ContainerPath.Clean(destination) : throw EngineException.InvalidParameter(problem);
    }
}
