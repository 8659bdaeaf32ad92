using EngineApi.Containerd;
using EngineApi.Engine.Images.Format;

namespace EngineApi.Engine.Images.Archive;

/// <summary>
/// Images of an OCI image layout, found from its <c>index.json</c>. Manifests keep their digests. An index may lack the
/// content of other platforms, as savers leave it out; one manifest has to be complete, and for a platform that was asked for, its own.
/// </summary>
/// <param name="platform">Only the images for it; null for all.</param>
internal sealed class ImageLayout(ContentLease lease, ImageArchive archive, WantedPlatform? platform)
{
    /// <summary>The full name, as containerd and Docker write it.</summary>
    public const string ImageNameAnnotation = "io.containerd.image.name";

    /// <summary>OCI's: a whole reference or only a tag.</summary>
    public const string RefNameAnnotation = "org.opencontainers.image.ref.name";

    // Each document is looked at once, however often others refer to it.
    private readonly Dictionary<string, bool> _held = new(StringComparer.Ordinal);

    // The platform that was asked for is in an index, but not all of it in the archive.
    private bool _lacks;

    /// <exception cref="EngineException">The archive is incomplete or contradicts itself.</exception>
    public async Task<IReadOnlyList<ArchiveImage>> ReadAsync(CancellationToken cancellationToken)
    {
        var images = new List<ArchiveImage>();
        foreach (var entry in ImageJson.Read(archive.Index, ImageJson.Default.OciIndex, "index.json").Children)
        {
            if (entry.Platform is { IsUnknown: true } || (platform is not null && entry.Platform is { } only && !platform.Is(only)))
                continue;
            var target = new Descriptor(entry.MediaType, entry.Digest, entry.Size);
            if (!await HoldAsync(target, depth: 0, cancellationToken))
                throw Incomplete(entry);
            var content = platform is null
                ? await ImageContents.FindAsync(lease.Client, target, cancellationToken)
                    ?? throw EngineException.InvalidParameter($"invalid archive: {entry.Digest} in index.json is not an image")
                : await ImageContents.FindAsync(lease.Client, target, platform, cancellationToken)
                    ?? throw NotProvided(Reference(entry) ?? entry.Digest, platform);
            images.Add(new ArchiveImage(content, Reference(entry) is { } reference ? [reference] : []));
        }
        return images;
    }

    /// <summary>Ties a manifest or index to what it needs. False when something that matters is not in the archive.</summary>
    private async Task<bool> HoldAsync(Descriptor target, int depth, CancellationToken cancellationToken)
    {
        if (!Contains(target.Digest, target.Size))
            return false;
        if (!_held.TryGetValue(target.Digest, out var complete))
            _held[target.Digest] = complete = await HoldNewAsync(target, depth, cancellationToken);
        return complete;
    }

    private async Task<bool> HoldNewAsync(Descriptor target, int depth, CancellationToken cancellationToken)
    {
        if (depth == ArchiveLimits.IndexDepth)
            throw EngineException.InvalidParameter($"the index {target.Digest} lies more than {ArchiveLimits.IndexDepth} indexes deep");
        var json = await ReadAsync(target, cancellationToken);
        if (MediaTypes.IsIndex(target.MediaType))
            return await HoldIndexAsync(target, ImageJson.Read(json, ImageJson.Default.OciIndex, "image index"), depth, cancellationToken);
        var manifest = ImageJson.Read(json, ImageJson.Default.OciManifest, "image manifest");
        var layers = manifest.LayersBottomUp.ToArray();
        if (manifest.Config is not { } config || layers.Length > ArchiveLimits.Layers)
            throw EngineException.InvalidParameter($"invalid image manifest {target.Digest}");
        if (!Contains(config.Digest, config.Size) || !layers.All(layer => Contains(layer.Digest, layer.Size)))
            return false;
        var references = ContentReferences.OfManifest(config.Digest, layers.Select(layer => layer.Digest));
        await lease.Client.Content.UpdateLabelsAsync(target.Digest, references, cancellationToken);
        return true;
    }

    private async Task<bool> HoldIndexAsync(Descriptor target, OciIndex index, int depth, CancellationToken cancellationToken)
    {
        var complete = new List<string>();
        var images = 0;
        foreach (var child in index.Children)
        {
            if (!IsWanted(child, complete))
                continue;
            if (!await HoldAsync(new(child.MediaType, child.Digest, child.Size), depth + 1, cancellationToken))
            {
                _lacks |= child.Platform is not null && platform is not null;
                continue;
            }

            complete.Add(child.Digest);
            images += child.Platform is { IsUnknown: true } ? 0 : 1;
        }
        if (images == 0)
            return false;
        var present = (await lease.Client.Content.InfoAsync(target.Digest, cancellationToken)).Labels;
        if (ContentReferences.Added(present, complete) is { Count: > 0 } labels)
            await lease.Client.Content.UpdateLabelsAsync(target.Digest, labels, cancellationToken);
        return true;
    }

    /// <summary>With a platform: its manifests, those that do not say what they are for, and what tells of those that were taken.</summary>
    private bool IsWanted(OciDescriptor child, List<string> taken) =>
        platform is null || child.Platform is not { } offered || platform.Is(offered)
        || (child.Annotations?.GetValueOrDefault(ImageManifests.AttestationSubject) is { } subject && taken.Contains(subject));

    internal static EngineException NotProvided(string image, WantedPlatform platform) =>
        EngineException.NotFound($"image {image} in the archive doesn't provide the requested platform ({platform})");

    private EngineException Incomplete(OciDescriptor entry) =>
        platform is null || !Contains(entry.Digest, entry.Size)
            ? EngineException.InvalidParameter($"invalid archive: the image {entry.Digest} in index.json is not complete")
            : _lacks
                ? EngineException.NotFound($"requested platform ({platform}) found, but some content is missing")
                : NotProvided(Reference(entry) ?? entry.Digest, platform);

    private bool Contains(string digest, long size)
    {
        if (!archive.TryFindDigest(digest, out var blob))
            return false;
        return blob.Size == size
            ? true
            : throw EngineException.InvalidParameter($"invalid archive: {digest} has {blob.Size} bytes, its descriptor says {size}");
    }

    private async Task<byte[]> ReadAsync(Descriptor target, CancellationToken cancellationToken)
    {
        if (!MediaTypes.IsIndex(target.MediaType) && !MediaTypes.IsManifest(target.MediaType))
            throw EngineException.InvalidParameter($"invalid archive: {target.Digest} has the media type {target.MediaType}, which is no image");
        if (target.Size > ArchiveLimits.Json)
            throw EngineException.InvalidParameter($"invalid archive: {target.Digest} has {target.Size} bytes, more than the {ArchiveLimits.Json} allowed");
        return await lease.Client.Content.ReadAllAsync(target.Digest, ArchiveLimits.Json, cancellationToken);
    }

    /// <summary>
    /// containerd and Docker write the full name in an annotation of their own. OCI's has either a whole reference or
    /// only a tag, which names nothing without a repository.
    /// </summary>
    private static string? Reference(OciDescriptor entry)
    {
        if (entry.Annotations is not { } annotations)
            return null;
        if (annotations.TryGetValue(ImageNameAnnotation, out var name) && name.Length > 0)
            return name;
        return annotations.TryGetValue(RefNameAnnotation, out name) && name.AsSpan().ContainsAny(':', '/') ? name : null;
    }
}
