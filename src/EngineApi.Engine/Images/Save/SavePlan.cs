using EngineApi.Containerd;
using EngineApi.Engine.Images.Archive;
using EngineApi.Engine.Images.Format;
using Descriptor = EngineApi.Containerd.Descriptor;

namespace EngineApi.Engine.Images.Save;

/// <summary>Collects what an archive of images consists of, and makes sure that all of it is in the content store.</summary>
internal sealed class SavePlan(ContainerdClient containerd)
{
    private readonly List<SavedBlob> _blobs = [];
    private readonly Dictionary<string, long> _sizes = new(StringComparer.Ordinal);
    private readonly List<OciDescriptor> _index = [];
    private readonly List<DockerArchiveEntry> _images = [];

    /// <summary>Each once, whoever shares it.</summary>
    public IReadOnlyList<SavedBlob> Blobs => _blobs;

    /// <summary>The <c>index.json</c>: one entry a name, as an annotation is all that tells names apart.</summary>
    public OciIndex Index => new(MediaType: MediaTypes.Index, Manifests: _index);

    /// <summary>The <c>manifest.json</c>: one entry an image.</summary>
    public List<DockerArchiveEntry> Images => _images;

    /// <param name="content">What this machine would run of it; all of it must be here.</param>
    /// <param name="target">An index, or <paramref name="content"/>'s manifest. Of an index, platforms that are not here stay out.</param>
    /// <param name="tags">Its names in the archive; none for an image without.</param>
    /// <exception cref="EngineException">NotFound: content is missing.</exception>
    public async Task AddAsync(ImageContent content, Descriptor target, IReadOnlyList<Wire.Images.ImageReference> tags, CancellationToken cancellationToken)
    {
        foreach (var part in new[] { content.Manifest, content.Config }.Concat(content.Layers))
            await AddAsync(part.Digest, content.Id, cancellationToken);
        if (MediaTypes.IsIndex(target.MediaType))
            await AddIndexAsync(new(target.MediaType, target.Digest, target.Size), content.Id, depth: 0, cancellationToken);

        var root = new OciDescriptor(target.MediaType, target.Digest, _sizes[target.Digest]);
        _index.AddRange(tags.Count == 0 ? [root] : tags.Select(tag => root with { Annotations = Annotations(tag) }));
        var (config, layers) = (SavedBlob.PathOf(content.Config.Digest), content.Layers.Select(layer => SavedBlob.PathOf(layer.Digest)));
        var known = _images.FindIndex(image => image.Config == config);
        if (known < 0)
            _images.Add(new(config, tags.Count == 0 ? null : [.. tags.Select(tag => tag.Familiar)], [.. layers]));
        else
            _images[known] = _images[known] with { RepoTags = [.. _images[known].RepoTags ?? [], .. tags.Select(tag => tag.Familiar)] };
    }

    private async Task AddIndexAsync(OciDescriptor index, string image, int depth, CancellationToken cancellationToken)
    {
        if (depth > ArchiveLimits.IndexDepth)
            throw EngineException.InvalidParameter($"the index {index.Digest} lies more than {ArchiveLimits.IndexDepth} indexes deep");
        await AddAsync(index.Digest, image, cancellationToken);
        foreach (var child in ImageJson.Read(await ReadAsync(index, cancellationToken), ImageJson.Default.OciIndex, "image index").Children)
        {
            if (await containerd.Content.FindAsync(child.Digest, cancellationToken) is null)
                continue;
            if (MediaTypes.IsIndex(child.MediaType))
                await AddIndexAsync(child, image, depth + 1, cancellationToken);
            else if (MediaTypes.IsManifest(child.MediaType))
                await AddIfCompleteAsync(child, cancellationToken);
        }
    }

    /// <summary>A manifest of another platform, or one that tells of another: half of it is of no use to anyone.</summary>
    private async Task AddIfCompleteAsync(OciDescriptor manifest, CancellationToken cancellationToken)
    {
        var document = ImageJson.Read(await ReadAsync(manifest, cancellationToken), ImageJson.Default.OciManifest, "image manifest");
        if (document.Config is null)
            return;
        var parts = new List<SavedBlob>();
        foreach (var digest in (string[])[manifest.Digest, document.Config.Digest, .. document.LayersBottomUp.Select(layer => layer.Digest)])
        {
            if (await containerd.Content.FindAsync(digest, cancellationToken) is not { } blob)
                return;
            parts.Add(new(digest, blob.Size));
        }

        parts.ForEach(Add);
    }

    private async Task AddAsync(string digest, string image, CancellationToken cancellationToken)
    {
        if (_sizes.ContainsKey(digest))
            return;
        var blob = await containerd.Content.FindAsync(digest, cancellationToken)
            ?? throw EngineException.NotFound($"content of the image {image} is missing: {digest} is not in the content store");
        Add(new(digest, blob.Size));
    }

    private void Add(SavedBlob blob)
    {
        if (_sizes.TryAdd(blob.Digest, blob.Size))
            _blobs.Add(blob);
    }

    private Task<byte[]> ReadAsync(OciDescriptor document, CancellationToken cancellationToken) =>
        containerd.Content.ReadAllAsync(document.Digest, ArchiveLimits.Json, cancellationToken);

    private static Dictionary<string, string> Annotations(Wire.Images.ImageReference tag) =>
        new() { [ImageLayout.ImageNameAnnotation] = tag.Canonical, [ImageLayout.RefNameAnnotation] = tag.Tag! };
}

/// <summary>A blob of an archive.</summary>
/// <param name="Size">Bytes.</param>
internal sealed record SavedBlob(string Digest, long Size)
{
    /// <summary>Where it is in the archive (OCI image-spec, "image layout").</summary>
    public string Path => PathOf(Digest);

    public static string PathOf(string digest) => "blobs/" + digest.Replace(':', '/');
}
