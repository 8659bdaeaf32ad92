namespace EngineApi.Engine.Oci;

/// <summary>A process of a container: its first one, or one that an exec adds.</summary>
public sealed record OciProcess
{
    public bool Terminal { get; init; }
    public OciConsoleSize? ConsoleSize { get; init; }
    public OciUser User { get; init; } = new();
    public required IReadOnlyList<string> Args { get; init; }
    public IReadOnlyList<string>? Env { get; init; }
    public string Cwd { get; init; } = "/";
    public OciCapabilities? Capabilities { get; init; }
    public IReadOnlyList<OciRlimit>? Rlimits { get; init; }
    public bool NoNewPrivileges { get; init; }
    public string? ApparmorProfile { get; init; }
    /// <summary>-1000 to 1000.</summary>
    public int? OomScoreAdj { get; init; }
    public string? SelinuxLabel { get; init; }
}

/// <summary>Characters, not pixels.</summary>
public sealed record OciConsoleSize
{
    public uint Height { get; init; }
    public uint Width { get; init; }
}

public sealed record OciUser
{
    public uint Uid { get; init; }
    public uint Gid { get; init; }
    /// <summary>The bits to clear, as a number.</summary>
    public uint? Umask { get; init; }
    public IReadOnlyList<uint>? AdditionalGids { get; init; }
}

/// <summary>Names with the <c>CAP_</c> prefix.</summary>
public sealed record OciCapabilities
{
    public IReadOnlyList<string>? Bounding { get; init; }
    public IReadOnlyList<string>? Effective { get; init; }
    public IReadOnlyList<string>? Inheritable { get; init; }
    public IReadOnlyList<string>? Permitted { get; init; }
    public IReadOnlyList<string>? Ambient { get; init; }
}

public sealed record OciRlimit
{
    /// <summary>As in setrlimit(2): <c>RLIMIT_NOFILE</c>.</summary>
    public required string Type { get; init; }
    /// <summary>2^64-1 is RLIM_INFINITY.</summary>
    public ulong Hard { get; init; }
    public ulong Soft { get; init; }
}
