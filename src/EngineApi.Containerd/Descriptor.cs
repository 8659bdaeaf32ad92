using EngineApi.Containerd.Protocol.Types;

namespace EngineApi.Containerd;

/// <summary>Points at a blob of the content store (OCI image-spec, descriptor.md).</summary>
/// <param name="MediaType">What the blob is.</param>
/// <param name="Digest">Its name, <c>sha256:…</c>.</param>
/// <param name="Size">Its length in bytes.</param>
public sealed record Descriptor(string MediaType, string Digest, long Size)
{
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = new Dictionary<string, string>();

    internal static Descriptor From(ContentDescriptor? wire) => wire is null
        ? new("", "", 0)
        : new(wire.MediaType, wire.Digest, wire.Size) { Annotations = wire.Annotations };

    internal ContentDescriptor ToWire()
    {
        var wire = new ContentDescriptor { MediaType = MediaType, Digest = Digest, Size = Size };
        wire.Annotations.AddAll(Annotations);
        return wire;
    }
}
