namespace EngineApi.Engine.Oci;

/// <summary>A bundle's <c>config.json</c>: OCI runtime-spec 1.0.2, with the additions of 1.1 that runc 1.1 knows. Absent means null.</summary>
public sealed record OciSpec
{
    public string OciVersion { get; init; } = "1.0.2";
    public OciProcess? Process { get; init; }
    public OciRoot? Root { get; init; }
    public string? Hostname { get; init; }
    public IReadOnlyList<OciMount>? Mounts { get; init; }
    public OciHooks? Hooks { get; init; }
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }
    public OciLinux? Linux { get; init; }
}

public sealed record OciRoot
{
    /// <summary>Absolute, or relative to the bundle.</summary>
    public string Path { get; init; } = "rootfs";
    public bool Readonly { get; init; }
}

public sealed record OciHooks
{
    public IReadOnlyList<OciHook>? Prestart { get; init; }
    public IReadOnlyList<OciHook>? CreateRuntime { get; init; }
    public IReadOnlyList<OciHook>? CreateContainer { get; init; }
    public IReadOnlyList<OciHook>? StartContainer { get; init; }
    public IReadOnlyList<OciHook>? Poststart { get; init; }
    public IReadOnlyList<OciHook>? Poststop { get; init; }
}

public sealed record OciHook
{
    public required string Path { get; init; }
    public IReadOnlyList<string>? Args { get; init; }
    public IReadOnlyList<string>? Env { get; init; }
    /// <summary>Seconds.</summary>
    public int? Timeout { get; init; }
}

public sealed record OciMount
{
    public required string Destination { get; init; }
    public string? Type { get; init; }
    public string? Source { get; init; }
    public IReadOnlyList<string>? Options { get; init; }
}
