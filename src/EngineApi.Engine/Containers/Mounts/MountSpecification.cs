using EngineApi.Wire.Containers;

namespace EngineApi.Engine.Containers.Mounts;

/// <summary>Reads one entry of HostConfig.Mounts.</summary>
internal static class MountSpecification
{
    /// <param name="exists">Whether a path is on the host.</param>
    /// <exception cref="EngineException">Fields that miss, contradict each other, or are of another type of mount.</exception>
    public static MountRequest Parse(Mount mount, Func<string, bool> exists)
    {
        var type = mount.Type ?? "";
        if (MountTarget.Problem(mount.Target ?? "") is { } problem)
            throw Invalid(type, problem);
        if (ForeignOptions.Of(mount).FirstOrDefault() is { } field)
            throw Invalid(type, $"field {field} must not be specified");
        var destination = ContainerPath.Clean(mount.Target!);
        return type switch
        {
            "bind" => Bind(mount, destination, exists),
            "volume" => Volume(mount, destination),
            "tmpfs" => Tmpfs(mount, destination),
            "image" => Image(mount, destination),
            _ => throw Invalid(type, "mount type unknown"),
        };
    }

    private static BindRequest Bind(Mount mount, string destination, Func<string, bool> exists)
    {
        var source = mount.Source ?? throw Invalid("bind", "field Source must not be empty");
        var options = mount.BindOptions;
        if (!source.StartsWith('/'))
            throw Invalid("bind", $"invalid mount path: '{source}' mount path must be absolute");
        if (options?.Propagation is { } propagation && !MountMode.IsPropagation(propagation))
            throw Invalid("bind", $"invalid propagation mode: {propagation}");
        if (options is { ReadOnlyNonRecursive: true, ReadOnlyForceRecursive: true })
            throw Invalid("bind", "ReadOnlyForceRecursive conflicts with ReadOnlyNonRecursive");
        if (!mount.ReadOnly && options is { ReadOnlyNonRecursive: true } or { ReadOnlyForceRecursive: true })
            throw Invalid("bind", $"mount source must be read-only for {(options.ReadOnlyNonRecursive ? "ReadOnlyNonRecursive" : "ReadOnlyForceRecursive")}");
        if (options?.CreateMountpoint != true && !exists(source))
            throw Invalid("bind", $"bind source path does not exist: {source}");
        return new BindRequest
        {
            Source = ContainerPath.Clean(source), Destination = destination, ReadOnly = mount.ReadOnly,
            NonRecursive = options?.NonRecursive == true, Propagation = options?.Propagation ?? "",
            ReadOnlyDepth = options switch
            {
                { ReadOnlyNonRecursive: true } or { NonRecursive: true } => ReadOnlyDepth.NonRecursive,
                { ReadOnlyForceRecursive: true } => ReadOnlyDepth.Recursive,
                _ => ReadOnlyDepth.RecursiveIfPossible,
            },
            CreateSource = options?.CreateMountpoint == true,
        };
    }

    private static VolumeRequest Volume(Mount mount, string destination)
    {
        if (mount.Source is null && mount.ReadOnly)
            throw Invalid("volume", "must not set ReadOnly mode when using anonymous volumes");
        if (mount.Source is { } name)
            VolumeName.Check(name);
        var options = mount.VolumeOptions;
        if (options?.Subpath is not null && mount.Source is null)
            throw Invalid("volume", "must not set Subpath when using anonymous volumes");
        CheckSubpath("volume", options?.Subpath);
        return new VolumeRequest
        {
            Name = mount.Source, Destination = destination, ReadOnly = mount.ReadOnly, NoCopy = options?.NoCopy == true,
            Driver = options?.DriverConfig?.Name is { Length: > 0 } driver ? driver : null, DriverOptions = options?.DriverConfig?.Options,
            Labels = options?.Labels, Subpath = options?.Subpath, Mode = "z",
        };
    }

    private static TmpfsRequest Tmpfs(Mount mount, string destination)
    {
        if (mount.Source is not null)
            throw Invalid("tmpfs", "field Source must not be specified");
        if (mount.TmpfsOptions is { SizeBytes: < 0 })
            throw Invalid("tmpfs", "size must not be negative");
        return new TmpfsRequest { Destination = destination, Options = TmpfsMount.Options(mount.TmpfsOptions, mount.ReadOnly), Listed = true };
    }

    private static ImageRequest Image(Mount mount, string destination)
    {
        var image = mount.Source ?? throw Invalid("image", "field Source must not be empty");
        CheckSubpath("image", mount.ImageOptions?.Subpath);
        return new ImageRequest { Image = image, Destination = destination, Subpath = mount.ImageOptions?.Subpath };
    }

    /// <summary>One that begins or leads above the root is refused at once; where links lead is seen at the start.</summary>
    private static void CheckSubpath(string type, string? subpath)
    {
        if (subpath is not null && (subpath.StartsWith('/') || ContainerPath.Clean(subpath).Split('/')[0] == ".."))
            throw Invalid(type, "subpath must be a relative path within the volume");
    }

    private static EngineException Invalid(string type, string problem) =>
        EngineException.InvalidParameter($"invalid mount config for type \"{type}\": {problem}");
}
