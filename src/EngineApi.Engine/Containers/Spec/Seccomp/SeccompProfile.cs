using System.Text.Json.Serialization;

namespace EngineApi.Engine.Containers.Spec.Seccomp;

/// <summary>A profile as users write it for <c>--security-opt seccomp=</c>: conditions are not resolved yet.</summary>
internal sealed record SeccompProfile
{
    public required string DefaultAction { get; init; }
    public uint? DefaultErrnoRet { get; init; }
    public IReadOnlyList<string>? Architectures { get; init; }
    public IReadOnlyList<SeccompArchitecture>? ArchMap { get; init; }
    public IReadOnlyList<string>? Flags { get; init; }
    public string? ListenerPath { get; init; }
    public string? ListenerMetadata { get; init; }
    public IReadOnlyList<SeccompRule>? Syscalls { get; init; }
}

/// <summary>An architecture, and those whose binaries its kernel also runs.</summary>
internal sealed record SeccompArchitecture
{
    public required string Architecture { get; init; }
    public IReadOnlyList<string>? SubArchitectures { get; init; }
}

internal sealed record SeccompRule
{
    /// <summary>The older spelling of a rule for one call; never together with <see cref="Names"/>.</summary>
    public string? Name { get; init; }
    public IReadOnlyList<string>? Names { get; init; }
    public required string Action { get; init; }
    public uint? ErrnoRet { get; init; }
    public IReadOnlyList<SeccompArg>? Args { get; init; }
    public SeccompCondition? Includes { get; init; }
    public SeccompCondition? Excludes { get; init; }
}

internal sealed record SeccompArg
{
    public uint Index { get; init; }
    public ulong Value { get; init; }
    public ulong ValueTwo { get; init; }
    public required string Op { get; init; }
}

/// <summary>Architectures are Go's names: amd64, arm64, s390x …</summary>
internal sealed record SeccompCondition
{
    public IReadOnlyList<string>? Arches { get; init; }
    public IReadOnlyList<string>? Caps { get; init; }
    /// <summary><c>major.minor</c>.</summary>
    public string? MinKernel { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, PropertyNameCaseInsensitive = true)]
[JsonSerializable(typeof(SeccompProfile))]
internal sealed partial class SeccompJson : JsonSerializerContext;
