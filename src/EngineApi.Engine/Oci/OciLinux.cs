namespace EngineApi.Engine.Oci;

public sealed record OciLinux
{
    public IReadOnlyList<OciIdMapping>? UidMappings { get; init; }
    public IReadOnlyList<OciIdMapping>? GidMappings { get; init; }
    public IReadOnlyDictionary<string, string>? Sysctl { get; init; }
    public OciResources? Resources { get; init; }
    public string? CgroupsPath { get; init; }
    public IReadOnlyList<OciNamespace>? Namespaces { get; init; }
    public IReadOnlyList<OciDevice>? Devices { get; init; }
    public OciSeccomp? Seccomp { get; init; }
    /// <summary>private, slave, shared or unbindable, with or without a leading r.</summary>
    public string? RootfsPropagation { get; init; }
    public IReadOnlyList<string>? MaskedPaths { get; init; }
    public IReadOnlyList<string>? ReadonlyPaths { get; init; }
    public string? MountLabel { get; init; }
}

public sealed record OciIdMapping
{
    public uint ContainerID { get; init; }
    public uint HostID { get; init; }
    public uint Size { get; init; }
}

public sealed record OciNamespace
{
    /// <summary>pid, network, mount, ipc, uts, user or cgroup.</summary>
    public required string Type { get; init; }
    /// <summary>A namespace to join; null makes a new one.</summary>
    public string? Path { get; init; }
}

public sealed record OciDevice
{
    public required string Path { get; init; }
    /// <summary>c, b, u or p.</summary>
    public required string Type { get; init; }
    public long Major { get; init; }
    public long Minor { get; init; }
    /// <summary>Permission bits, as a decimal number.</summary>
    public uint? FileMode { get; init; }
    public uint? Uid { get; init; }
    public uint? Gid { get; init; }
}
