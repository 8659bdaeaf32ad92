using EngineApi.Containerd.Images;
using EngineApi.Wire.Images;

namespace EngineApi.Engine.Images;

/// <summary>
/// One record of containerd's image store, read as Docker reads it. An image nobody named has a record too, or the
/// garbage collector would take it: <c>engineapi-dangling@sha256:…</c> with the digest the record points at. Such a name
/// is shown to nobody.
/// </summary>
public sealed record ImageName(ImageRecord Record)
{
    private const string DanglingPrefix = "engineapi-dangling@";

    /// <summary>Null for a dangling record, and for names that other clients made up and that are no references.</summary>
    public ImageReference? Reference { get; } =
        Record.Name.StartsWith(DanglingPrefix, StringComparison.Ordinal) ? null
        : ImageReference.TryParse(Record.Name, out var reference) ? reference : null;

    /// <summary>It keeps an image that has no other name.</summary>
    public bool IsDangling => Record.Name.StartsWith(DanglingPrefix, StringComparison.Ordinal);

    public bool IsTag => Reference is { Tag: not null, Digest: null };

    public bool IsDigest => Reference is { Digest: not null };

    public static string Dangling(string targetDigest) => DanglingPrefix + targetDigest;
}
