using EngineApi.Containerd;
using EngineApi.Engine.Images.Archive;
using EngineApi.Engine.Images.Format;

namespace EngineApi.Engine.Images;

/// <summary>
/// Reads images from the content store. What was parsed stays at hand for as long as its documents are there: content never changes under its
/// digest, but what an index leads to may go, and another platform's may come.
/// </summary>
public sealed class ImageContents(ContainerdClient containerd)
{
    private const int Remembered = 1024;

    private readonly BoundedCache<string, ImageContent> _byTarget = new(Remembered);

    /// <summary>The image behind what a name points at.</summary>
    /// <exception cref="EngineException">NotFound: part of it is not in the content store; InvalidParameter: it is not an image.</exception>
    public async Task<ImageContent> ReadAsync(Descriptor target, CancellationToken cancellationToken)
    {
        if (_byTarget.TryGet(target.Digest, out var known))
        {
            if (known.Manifest.Digest == target.Digest || await IsHereAsync(known, cancellationToken))
                return known;
            _byTarget.Remove(target.Digest);
        }

        var content = await FindAsync(containerd, target, cancellationToken)
            ?? throw EngineException.NotFound($"no manifest of {target.Digest} is complete");
        // An index may get a better manifest later, when another platform's content arrives.
        if (MediaTypes.IsManifest(target.MediaType) || content.IsForThisMachine)
            _byTarget.Add(target.Digest, content);
        return content;
    }

    /// <summary>Of what a name points at, the image for one platform; null when this is not here, or not all of it.</summary>
    public Task<ImageContent?> FindAsync(Descriptor target, WantedPlatform platform, CancellationToken cancellationToken) =>
        FindAsync(containerd, target, platform, cancellationToken);

    /// <summary>What a pull for the platform would bring of this target; null when that is not here, or not all of it.</summary>
    internal async Task<ImageContent?> FindBestAsync(Descriptor target, WantedPlatform platform, CancellationToken cancellationToken) =>
        platform.BestOf(await ManifestsAsync(containerd, target, [], depth: 0, cancellationToken)) is { } best
        && await ReadManifestAsync(containerd, target, best, cancellationToken) is { } content
        && (best.Platform is not null || platform.Rank(content.Platform) is not null)
        && await IsCompleteAsync(containerd, content, cancellationToken)
            ? content
            : null;

    /// <summary>Of what a name points at, the image of one manifest; null when this is not here.</summary>
    internal async Task<ImageContent?> FindAsync(Descriptor target, string manifest, CancellationToken cancellationToken) =>
        (await ManifestsAsync(containerd, target, [], depth: 0, cancellationToken)).Find(one => one.Digest == manifest) is { } found
            ? await ReadManifestAsync(containerd, target, found, cancellationToken)
            : null;

    /// <summary>There may be something better below the target now.</summary>
    internal void Forget(Descriptor target) => _byTarget.Remove(target.Digest);

    /// <summary>The digests of all manifests a target leads to, whether they are here or not.</summary>
    internal async Task<IEnumerable<string>> ManifestsOfAsync(Descriptor target, CancellationToken cancellationToken) =>
        (await ManifestsAsync(containerd, target, [], depth: 0, cancellationToken)).Select(manifest => manifest.Digest);

    /// <inheritdoc cref="FindAsync(Descriptor, WantedPlatform, CancellationToken)"/>
    internal static async Task<ImageContent?> FindAsync(
        ContainerdClient client, Descriptor target, WantedPlatform platform, CancellationToken cancellationToken)
    {
        foreach (var manifest in await ManifestsAsync(client, target, [], depth: 0, cancellationToken))
        {
            // An index knows better than a configuration, which may leave the variant out.
            if (manifest.Platform is { } offered && !platform.Is(offered))
                continue;
            if (await ReadManifestAsync(client, target, manifest, cancellationToken) is { } content
                && (manifest.Platform is not null || platform.Is(content.Platform))
                && await IsCompleteAsync(client, content, cancellationToken))
            {
                return content;
            }
        }

        return null;
    }

    /// <summary>Whether the layers are here too.</summary>
    internal static async Task<bool> IsCompleteAsync(ContainerdClient client, ImageContent content, CancellationToken cancellationToken)
    {
        foreach (var layer in content.Layers)
        {
            if (await client.Content.FindAsync(layer.Digest, cancellationToken) is null)
                return false;
        }

        return true;
    }

    /// <summary>The best manifest at or below <paramref name="target"/> whose documents are here; null when there is none.</summary>
    internal static async Task<ImageContent?> FindAsync(ContainerdClient client, Descriptor target, CancellationToken cancellationToken)
    {
        ImageContent? best = null;
        foreach (var manifest in (await ManifestsAsync(client, target, [], depth: 0, cancellationToken)).OrderBy(m => HostPlatform.Rank(m.Platform)))
        {
            var content = await ReadManifestAsync(client, target, manifest, cancellationToken);
            if (content is { IsForThisMachine: true })
                return content;
            best ??= content;
        }
        return best;
    }

    /// <summary>Every platform's part of what a name points at that is here.</summary>
    internal async Task<IReadOnlyList<ImageContent>> PartsAsync(Descriptor target, CancellationToken cancellationToken)
    {
        var parts = new List<ImageContent>();
        foreach (var manifest in await ManifestsAsync(containerd, target, [], depth: 0, cancellationToken))
        {
            if (await ReadManifestAsync(containerd, target, manifest, cancellationToken) is { } part && await IsCompleteAsync(containerd, part, cancellationToken))
                parts.Add(part);
        }

        return parts;
    }

    /// <summary>Null when it is not here.</summary>
    internal async Task<OciIndex?> FindIndexAsync(Descriptor index, CancellationToken cancellationToken) =>
        await ReadBlobAsync(containerd, index.Digest, cancellationToken) is { } json ? ImageJson.Read(json, ImageJson.Default.OciIndex, "image index") : null;

    private static async Task<List<OciDescriptor>> ManifestsAsync(
        ContainerdClient client, Descriptor target, HashSet<string> seen, int depth, CancellationToken cancellationToken)
    {
        if (!seen.Add(target.Digest))
            return [];
        if (MediaTypes.IsManifest(target.MediaType))
            return [new OciDescriptor(target.MediaType, target.Digest, target.Size)];
        if (!MediaTypes.IsIndex(target.MediaType))
            throw EngineException.InvalidParameter($"{target.Digest} is not an image: its media type is {target.MediaType}");
        if (depth == ArchiveLimits.IndexDepth)
            throw EngineException.InvalidParameter($"the index {target.Digest} lies more than {ArchiveLimits.IndexDepth} indexes deep");
        var found = new List<OciDescriptor>();
        if (await ReadBlobAsync(client, target.Digest, cancellationToken) is not { } json)
            return found;
        foreach (var child in ImageJson.Read(json, ImageJson.Default.OciIndex, "image index").Children)
        {
            if (MediaTypes.IsIndex(child.MediaType))
                found.AddRange(await ManifestsAsync(client, new(child.MediaType, child.Digest, child.Size), seen, depth + 1, cancellationToken));
            else if (MediaTypes.IsManifest(child.MediaType) && child.Platform is not { IsUnknown: true } && seen.Add(child.Digest))
                found.Add(child);
        }
        return found;
    }

    /// <summary>Whoever takes an image away may do so without us. Two short calls, however many layers there are.</summary>
    private async Task<bool> IsHereAsync(ImageContent content, CancellationToken cancellationToken) =>
        !(await Task.WhenAll(
            containerd.Content.FindAsync(content.Manifest.Digest, cancellationToken),
            containerd.Content.FindAsync(content.Config.Digest, cancellationToken))).Contains(null);

    /// <summary>The image of one manifest; null when a document of it is missing, or when it is no image.</summary>
    internal static async Task<ImageContent?> ReadManifestAsync(
        ContainerdClient client, Descriptor target, OciDescriptor manifest, CancellationToken cancellationToken)
    {
        if (await ReadBlobAsync(client, manifest.Digest, cancellationToken) is not { } json)
            return null;
        var document = ImageJson.Read(json, ImageJson.Default.OciManifest, "image manifest");
        if (document.Config is not { } config || !MediaTypes.IsConfig(config.MediaType))
            return null;
        if (await ReadBlobAsync(client, config.Digest, cancellationToken) is not { } configJson)
            return null;
        return new ImageContent(
            target,
            new(manifest.MediaType, manifest.Digest, json.Length),
            new(config.MediaType, config.Digest, configJson.Length),
            [.. document.LayersBottomUp.Select(layer => new Descriptor(layer.MediaType, layer.Digest, layer.Size))],
            ImageJson.Read(configJson, ImageJson.Default.OciImageConfig, "image configuration"));
    }

    private static async Task<byte[]?> ReadBlobAsync(ContainerdClient client, string digest, CancellationToken cancellationToken)
    {
        try
        {
            return await client.Content.ReadAllAsync(digest, ArchiveLimits.Json, cancellationToken);
        }
        catch (ContainerdException e) when (e.Kind == ContainerdErrorKind.NotFound)
        {
            return null;
        }
        catch (ContainerdException e) when (e.Kind is ContainerdErrorKind.ResourceExhausted or ContainerdErrorKind.InvalidArgument)
        {
            throw EngineException.InvalidParameter(e.Message, e);
        }
    }
}
