using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace EngineApi.Containerd;

/// <summary>Bytes and the name of what they encode: protobuf's Any, which containerd uses for specs, options and extensions.</summary>
public sealed record TypedBytes(string TypeUrl, ReadOnlyMemory<byte> Value)
{
    /// <summary>The OCI runtime spec as JSON, as a container record holds it.</summary>
    public const string SpecTypeUrl = "types.containerd.io/opencontainers/runtime-spec/1/Spec";

    /// <summary>The <c>process</c> part of an OCI spec as JSON, as an exec takes it.</summary>
    public const string ProcessTypeUrl = "types.containerd.io/opencontainers/runtime-spec/1/Process";

    /// <summary>The <c>linux.resources</c> part of an OCI spec as JSON, as an update takes it.</summary>
    public const string LinuxResourcesTypeUrl = "types.containerd.io/opencontainers/runtime-spec/1/LinuxResources";

    public static TypedBytes Spec(ReadOnlyMemory<byte> json) => new(SpecTypeUrl, json);

    public static TypedBytes Process(ReadOnlyMemory<byte> json) => new(ProcessTypeUrl, json);

    public static TypedBytes LinuxResources(ReadOnlyMemory<byte> json) => new(LinuxResourcesTypeUrl, json);

    /// <summary>Two values are equal when their types and all their bytes are.</summary>
    public bool Equals(TypedBytes? other)
        => other is not null && TypeUrl == other.TypeUrl && Value.Span.SequenceEqual(other.Value.Span);

    public override int GetHashCode() => HashCode.Combine(TypeUrl, Value.Length);

    internal static TypedBytes? From(Any? any) => any is null ? null : new(any.TypeUrl, any.Value.Memory);

    internal Any ToAny() => new() { TypeUrl = TypeUrl, Value = UnsafeByteOperations.UnsafeWrap(Value) };
}
