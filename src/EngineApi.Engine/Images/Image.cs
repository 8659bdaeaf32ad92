using EngineApi.Wire.Images;
using Descriptor = EngineApi.Containerd.Descriptor;

namespace EngineApi.Engine.Images;

/// <summary>One image with every name that leads to it, at one moment. Immutable.</summary>
/// <param name="Content">What it is.</param>
/// <param name="Names">Sorted by name; never empty.</param>
public sealed record Image(ImageContent Content, IReadOnlyList<ImageName> Names)
{
    public string Id => Content.Id;

    /// <summary>As people write them: <c>busybox:latest</c>.</summary>
    public IReadOnlyList<string> RepoTags { get; } = [.. Names.Where(name => name.IsTag).Select(name => name.Reference!.Familiar)];

    public IReadOnlyList<string> RepoDigests { get; } = [.. Names.Where(name => name.IsDigest).Select(name => name.Reference!.Familiar)];

    /// <summary>What a reference leads to: an index, or the manifest itself.</summary>
    /// <param name="reference">One that led to this image; null for its id.</param>
    public Descriptor TargetOf(ImageReference? reference) => NameOf(reference)?.Record.Target ?? Content.Target;

    /// <summary>The name a reference means; null for an id.</summary>
    public ImageName? NameOf(ImageReference? reference) => reference is null
        ? null
        : Names.FirstOrDefault(name => name.Record.Name == reference.Canonical)
            ?? Names.FirstOrDefault(name => reference.Digest is { } digest && name.Record.Target.Digest == digest);

    /// <summary>No tag and no digest names it.</summary>
    public bool IsDangling => RepoTags.Count == 0 && RepoDigests.Count == 0;

    /// <summary>When a tag last came to point here; null without tags.</summary>
    public DateTimeOffset? LastTagged { get; } =
        Names.Where(name => name.IsTag).Select(name => (DateTimeOffset?)name.Record.UpdatedAt).Max();
}
