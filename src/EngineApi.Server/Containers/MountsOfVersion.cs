using EngineApi.Engine;
using EngineApi.Engine.Containers.Mounts;
using EngineApi.Wire;
using EngineApi.Wire.Containers;

namespace EngineApi.Server.Containers;

/// <summary>What the mounts of a create request mean in the version of the API that it is made in.</summary>
internal static class MountsOfVersion
{
    private static readonly ApiVersion s_nonRecursive = new(1, 40);
    private static readonly ApiVersion s_createMountpoint = new(1, 42);
    private static readonly ApiVersion s_recursiveReadOnly = new(1, 44);
    private static readonly ApiVersion s_volumeSubpath = new(1, 45);
    private static readonly ApiVersion s_image = new(1, 48);

    /// <exception cref="EngineException">InvalidParameter: what the version does not have, and must not be passed over.</exception>
    public static void Apply(ContainerCreateRequest request, ApiVersion version)
    {
        request.ReadOnlyNonRecursive = version < s_recursiveReadOnly;
        foreach (var mount in request.HostConfig?.Mounts ?? [])
        {
            // A hole in the list is refused with everything else.
            if (mount is null)
                continue;
            if (version < s_createMountpoint)
                Forget(mount, version);
            else
                RefuseForeign(mount);
            if (version < s_recursiveReadOnly && mount is { Type: "bind", BindOptions.ReadOnlyForceRecursive: true })
                throw EngineException.InvalidParameter("BindOptions.ReadOnlyForceRecursive needs API v1.44 or newer");
            if (version < s_volumeSubpath && mount.VolumeOptions?.Subpath is not null)
                throw EngineException.InvalidParameter("VolumeOptions.Subpath needs API v1.45 or newer");
            if (version < s_image && mount.Type == "image")
                throw EngineException.InvalidParameter("Mount type \"Image\" needs API v1.48 or newer");
        }
    }

    /// <summary>What older daemons did not know, or did not look at.</summary>
    private static void Forget(Mount mount, ApiVersion version)
    {
        if (mount.BindOptions is { } bind)
        {
            bind.CreateMountpoint = false;
            bind.NonRecursive &= version >= s_nonRecursive;
        }

        if (mount.Type != "volume")
            mount.VolumeOptions = null;
        if (mount.Type != "tmpfs")
            mount.TmpfsOptions = null;
    }

    /// <summary>What came after these is refused with everything else.</summary>
    private static void RefuseForeign(Mount mount)
    {
        if (ForeignOptions.Of(mount).FirstOrDefault(field => field is "VolumeOptions" or "BindOptions" or "TmpfsOptions") is { } options)
            throw EngineException.InvalidParameter($"{options} must not be specified on mount type \"{mount.Type}\"");
    }
}
