using EngineApi.Wire.Containers;

namespace EngineApi.Engine.Containers.Mounts;

/// <summary>How far a read-only bind reaches into what is mounted below its source.</summary>
public enum ReadOnlyDepth
{
    /// <summary>All of it, where the kernel can.</summary>
    RecursiveIfPossible,
    NonRecursive,
    /// <summary>All of it, or an error.</summary>
    Recursive,
}

/// <summary>
/// A mount whose source is known: a path of the host, or none for a tmpfs. It is kept in the container's record, whose JSON knows no strings
/// that are null: there an empty one is as none.
/// </summary>
public sealed record ResolvedMount
{
    /// <summary>bind, volume, tmpfs or image, as inspect shows it.</summary>
    public required string Type { get; init; }

    /// <summary>A path of the host; empty for a tmpfs, and for an image until it is mounted for a run.</summary>
    public string Source { get; init; } = "";

    /// <summary>Absolute and clean.</summary>
    public required string Destination { get; init; }

    public bool ReadOnly { get; init; }
    public ReadOnlyDepth ReadOnlyDepth { get; init; }

    /// <summary>Binds only the file system of the source, not what is mounted below it.</summary>
    public bool NonRecursive { get; init; }

    /// <summary>rprivate, private, rshared, shared, rslave or slave; empty is rprivate.</summary>
    public string Propagation { get; init; } = "";

    /// <summary>A slave for the engine's sake: where the host's mount lets nothing through it is private.</summary>
    public bool SlaveIfPossible { get; init; }

    /// <summary>The options part of a bind, as it was given.</summary>
    public string Mode { get; init; } = "";

    /// <summary>The volume's name and driver; the image as it was named.</summary>
    public string? Name { get; init => field = value is "" ? null : value; }
    public string? Driver { get; init => field = value is "" ? null : value; }

    /// <summary>The volume is not filled with what the image has at the destination.</summary>
    public bool NoCopy { get; init; }

    /// <summary>A path inside the volume or image, to mount instead of its root.</summary>
    public string? Subpath { get; init => field = value is "" ? null : value; }

    /// <summary>Of an image: <c>sha256:…</c>.</summary>
    public string? ImageId { get; init => field = value is "" ? null : value; }

    /// <summary>Of an image: the read-only snapshot that the container has of it, and the one below that, which is empty for an image without layers.</summary>
    public string? Snapshot { get; init => field = value is "" ? null : value; }
    public string ImageChainId { get; init => field = value ?? ""; } = "";

    /// <summary>Taken over from another container.</summary>
    public bool Inherited { get; init; }

    /// <summary>Complete mount options of a tmpfs.</summary>
    public IReadOnlyList<string> TmpfsOptions { get; init; } = [];

    /// <summary>A missing source directory is made before the container starts.</summary>
    public bool CreateSource { get; init; }

    /// <summary>Whether inspect lists it: what <c>--tmpfs</c> made is not.</summary>
    public bool Listed { get; init; } = true;

    /// <summary>As inspect lists it.</summary>
    public MountPoint ToMountPoint() => new()
    {
        Type = Type,
        Name = Name,
        Source = Source,
        Destination = Destination,
        Driver = Driver,
        Mode = Mode,
        RW = !ReadOnly,
        Propagation = Type is "bind" or "image" && Propagation.Length == 0 ? "rprivate" : Propagation,
    };
}
