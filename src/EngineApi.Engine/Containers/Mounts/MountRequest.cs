namespace EngineApi.Engine.Containers.Mounts;

/// <summary>A mount as asked for, before volumes and images are looked up or made.</summary>
public abstract record MountRequest
{
    /// <summary>Absolute and clean.</summary>
    public required string Destination { get; init; }

    /// <summary>Of the configuration's volumes, the image's among them: it gives way to what others say of the destination.</summary>
    public bool FromConfig { get; init; }

    /// <summary>The request when it names all that is mounted; null for a volume and an image.</summary>
    public virtual ResolvedMount? Resolved => null;
}

/// <summary>A path of the host.</summary>
public sealed record BindRequest : MountRequest
{
    public required string Source { get; init; }
    public bool ReadOnly { get; init; }
    public ReadOnlyDepth ReadOnlyDepth { get; init; }
    public bool NonRecursive { get; init; }
    public string Propagation { get; init; } = "";
    public string Mode { get; init; } = "";
    public bool CreateSource { get; init; }

    public override ResolvedMount Resolved => new()
    {
        Type = "bind", Source = Source, Destination = Destination, ReadOnly = ReadOnly, ReadOnlyDepth = ReadOnlyDepth,
        NonRecursive = NonRecursive, Propagation = Propagation, Mode = Mode, CreateSource = CreateSource,
    };
}

/// <summary>A volume; without a name a new one is made for the container.</summary>
public sealed record VolumeRequest : MountRequest
{
    public string? Name { get; init; }
    public string? Driver { get; init; }
    public IReadOnlyDictionary<string, string>? DriverOptions { get; init; }
    public IReadOnlyDictionary<string, string>? Labels { get; init; }
    public bool ReadOnly { get; init; }
    public string Mode { get; init; } = "";

    /// <summary>Do not fill a new volume with what the image has at the destination.</summary>
    public bool NoCopy { get; init; }

    /// <summary>A path inside the volume, to mount instead of its root.</summary>
    public string? Subpath { get; init; }
}

/// <summary>What an image holds, which nobody can change.</summary>
public sealed record ImageRequest : MountRequest
{
    /// <summary>A reference or an id.</summary>
    public required string Image { get; init; }

    /// <summary>A path inside the image, to mount instead of its root.</summary>
    public string? Subpath { get; init; }
}

public sealed record TmpfsRequest : MountRequest
{
    public required IReadOnlyList<string> Options { get; init; }

    /// <summary>Asked for through HostConfig.Mounts, not through HostConfig.Tmpfs.</summary>
    public bool Listed { get; init; }

    public override ResolvedMount Resolved => new()
    {
        Type = "tmpfs", Destination = Destination, TmpfsOptions = Options, ReadOnly = Options.Contains("ro"), Listed = Listed,
    };
}
