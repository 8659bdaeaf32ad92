using EngineApi.Wire.Images;

namespace EngineApi.Engine.Images.Pull;

/// <summary>What <c>fromImage</c> and <c>tag</c> ask for together.</summary>
/// <param name="Reference">With a tag or a digest; with neither, every tag is meant.</param>
internal sealed record PullTarget(ImageReference Reference)
{
    public bool IsAllTags => Reference is { Tag: null, Digest: null };

    /// <param name="fromImage">A reference; its digest wins over everything, its tag gives way to <paramref name="tag"/>.</param>
    /// <param name="tag">A tag or a digest, or empty.</param>
    /// <exception cref="EngineException">InvalidParameter.</exception>
    public static PullTarget Parse(string fromImage, string tag)
    {
        var reference = References.Parse(fromImage);
        if (reference.Digest is { } digest)
            return new(reference.NameOnly().WithDigest(digest));
        if (tag.Length == 0)
            return new(reference);
        return new(Input.Read(() => tag.Contains(':', StringComparison.Ordinal) ? reference.NameOnly().WithDigest(tag) : reference.WithTag(tag)));
    }
}
