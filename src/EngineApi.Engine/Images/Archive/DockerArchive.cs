using System.Text.Json;
using EngineApi.Engine.Images.Format;

namespace EngineApi.Engine.Images.Archive;

/// <summary>
/// Images of a docker-archive, whose <c>manifest.json</c> names a configuration and layers but has no manifest. One is
/// made for each, from nothing but those: the same archive always gives the same digests.
/// </summary>
internal sealed class DockerArchive(ContentLease lease, ImageArchive archive)
{
    /// <param name="known">Images an index.json described already, by id: they keep their own manifests and get these names too.</param>
    /// <exception cref="EngineException">The archive is incomplete or contradicts itself.</exception>
    public async Task<IReadOnlyList<ArchiveImage>> ReadAsync(IReadOnlyDictionary<string, ImageContent> known, CancellationToken cancellationToken)
    {
        var images = new List<ArchiveImage>();
        foreach (var entry in ImageJson.Read(archive.DockerManifest, ImageJson.Default.ListDockerArchiveEntry, "manifest.json"))
        {
            if (entry?.Config is not { Length: > 0 } configName)
                throw EngineException.InvalidParameter("invalid manifest.json: an image has no configuration");
            var config = archive.Find(configName);
            var content = known.TryGetValue(config.Digest, out var described)
                ? described
                : await StoreManifestAsync(config, entry.Layers ?? [], cancellationToken);
            var references = (entry.RepoTags ?? []).OfType<string>().Where(tag => tag.Length > 0);
            images.Add(new ArchiveImage(content, [.. references]));
        }
        return images;
    }

    private async Task<ImageContent> StoreManifestAsync(ArchiveBlob config, IReadOnlyList<string?> layerNames, CancellationToken cancellationToken)
    {
        if (layerNames.Count > ArchiveLimits.Layers)
            throw EngineException.InvalidParameter($"invalid manifest.json: an image has more than {ArchiveLimits.Layers} layers");
        if (config.Size > ArchiveLimits.Json)
            throw EngineException.InvalidParameter($"invalid archive: an image configuration has {config.Size} bytes, more than the {ArchiveLimits.Json} allowed");
        var layers = layerNames.Select(name => archive.Find(name ?? "")).ToArray();
        var document = new OciManifest(
            MediaType: MediaTypes.Manifest,
            Config: new(MediaTypes.Config, config.Digest, config.Size),
            Layers: [.. layers.Select(layer => new OciDescriptor(LayerMediaType.Of(layer), layer.Digest, layer.Size))]);
        var json = JsonSerializer.SerializeToUtf8Bytes(document, ImageJson.Default.OciManifest);
        var manifest = await lease.StoreJsonAsync(
            json, MediaTypes.Manifest, ContentReferences.OfManifest(config.Digest, layers.Select(layer => layer.Digest)), cancellationToken);
        return await ImageContents.FindAsync(lease.Client, manifest, cancellationToken)
            ?? throw EngineException.InvalidParameter("invalid archive: the configuration of an image cannot be read");
    }
}
