using EngineApi.Wire.Images;

namespace EngineApi.Engine.Images;

/// <summary>Finds the image a request means: a reference, an id, or enough of an id's beginning.</summary>
public sealed class ResolveImage(ImageTable images, ImageContents contents, ImageSizes sizes)
{
    /// <exception cref="EngineException">
    /// NotFound <c>No such image: zz:latest</c>; InvalidParameter when it is no reference at all or the prefix of several ids.
    /// </exception>
    public Task<ResolvedImage> ExecuteAsync(string nameOrId, CancellationToken cancellationToken) => ExecuteAsync(nameOrId, null, cancellationToken);

    /// <param name="platform">The one to take of an image for several; null for the one that serves this machine best.</param>
    /// <exception cref="EngineException">
    /// As <see cref="ExecuteAsync(string, CancellationToken)"/>; NotFound <c>image with reference … was found but does not provide the specified platform (linux/arm64)</c>.
    /// </exception>
    public async Task<ResolvedImage> ExecuteAsync(string nameOrId, WantedPlatform? platform, CancellationToken cancellationToken)
    {
        var image = await FindAsync(nameOrId, platform, cancellationToken);
        return new ResolvedImage(image, await sizes.OfAsync(image.Content, cancellationToken));
    }

    /// <summary>The image, and the reference if it was one that led to it rather than an id.</summary>
    internal async Task<(Image Image, ImageReference? Reference)> FindAsync(string nameOrId, CancellationToken cancellationToken) =>
        Find(await images.ListAsync(cancellationToken), nameOrId);

    /// <summary>As <see cref="ExecuteAsync(string, WantedPlatform?, CancellationToken)"/>, without asking for sizes.</summary>
    internal async Task<Image> FindAsync(string nameOrId, WantedPlatform? platform, CancellationToken cancellationToken)
    {
        var (image, reference) = await FindAsync(nameOrId, cancellationToken);
        if (platform is null)
            return image;
        var content = await contents.FindAsync(image.TargetOf(reference), platform, cancellationToken) ?? throw platform.NotProvidedBy(nameOrId);
        return image with { Content = content };
    }

    /// <summary>What a container was made of, as it was remembered then: an image, or one platform's part of it.</summary>
    /// <param name="target">The digest its name led to.</param>
    /// <param name="manifest">The digest of its manifest.</param>
    /// <exception cref="EngineException">NotFound: it is not here any more.</exception>
    internal async Task<ImageContent> FindPartAsync(string id, string? target, string? manifest, CancellationToken cancellationToken)
    {
        var all = await images.ListAsync(cancellationToken);
        if (all.FirstOrDefault(image => image.Id == id) is { } whole)
            return whole.Content;
        return manifest is not null && all.SelectMany(image => image.Names).FirstOrDefault(name => name.Record.Target.Digest == target) is { } name
            ? await contents.FindAsync(name.Record.Target, manifest, cancellationToken) ?? throw NotFound(id)
            : throw NotFound(id);
    }

    internal static (Image Image, ImageReference? Reference) Find(IReadOnlyList<Image> all, string nameOrId)
    {
        if (FullId(nameOrId) is { } id)
            return (all.FirstOrDefault(image => image.Id == id) ?? throw NotFound(nameOrId), null);
        ImageReference? reference = null;
        // "sha256:abc" reads as a repository named sha256 too; only an id was ever written so.
        if (!nameOrId.StartsWith(Digests.Prefix, StringComparison.Ordinal))
        {
            reference = References.Parse(nameOrId).TagOrLatest();
            var name = reference.Canonical;
            if (all.FirstOrDefault(image => image.Names.Any(n => n.Record.Name == name)) is { } named)
                return (named, reference);
            if (reference.Digest is { } digest && all.FirstOrDefault(image => HasDigest(image, reference, digest)) is { } withDigest)
                return (withDigest, reference);
        }
        return IsIdPrefix(nameOrId) && FindByPrefix(all, nameOrId) is { } prefixed
            ? (prefixed, null)
            : throw NotFound(reference?.Familiar ?? nameOrId);
    }

    /// <summary><c>busybox@sha256:…</c> also when only a tag of that repository points at the digest.</summary>
    private static bool HasDigest(Image image, ImageReference reference, string digest) =>
        image.Names.Any(name => name.Record.Target.Digest == digest && name.Reference?.Name == reference.Name);

    private static Image? FindByPrefix(IReadOnlyList<Image> all, string prefix)
    {
        var hex = prefix.StartsWith(Digests.Prefix, StringComparison.Ordinal) ? prefix : Digests.Prefix + prefix;
        var matches = all.Where(image => image.Id.StartsWith(hex, StringComparison.Ordinal)).Take(2).ToArray();
        return matches.Length < 2
            ? matches.FirstOrDefault()
            : throw EngineException.InvalidParameter($"multiple IDs found with provided prefix: {prefix}");
    }

    private static string? FullId(string text)
    {
        var id = text.StartsWith(Digests.Prefix, StringComparison.Ordinal) ? text : Digests.Prefix + text;
        return Digests.IsValid(id) ? id : null;
    }

    private static bool IsIdPrefix(string text)
    {
        var hex = text.StartsWith(Digests.Prefix, StringComparison.Ordinal) ? text.AsSpan(Digests.Prefix.Length) : text;
        return hex.Length is > 0 and < 64 && Digests.IsHex(hex);
    }

    private static EngineException NotFound(string name) => EngineException.NotFound("No such image: " + name);
}
