using EngineApi.Containerd;
using EngineApi.Engine.Images.Archive;
using EngineApi.Engine.Images.Format;
using EngineApi.Engine.Registry;
using Descriptor = EngineApi.Containerd.Descriptor;

namespace EngineApi.Engine.Images.Push;

/// <summary>Everything a registry has to have before a tag can point at an image, read from the content store.</summary>
/// <param name="Blobs">Configurations and layers, each once.</param>
/// <param name="Skipped">Diff ids of layers that are not to be given away.</param>
/// <param name="Manifests">Each after those it refers to; the last one gets the tag.</param>
internal sealed record PushPlan(IReadOnlyList<PushBlob> Blobs, IReadOnlyList<string> Skipped, IReadOnlyList<RegistryManifest> Manifests)
{
    public RegistryManifest Root => Manifests[^1];

    /// <param name="image">An index goes as it is when all of it is here; otherwise the manifest for this machine goes alone.</param>
    /// <param name="isOnePart">Its manifest was chosen, and goes alone.</param>
    /// <exception cref="EngineException">NotFound: content is missing.</exception>
    public static async Task<PushPlan> MakeAsync(ContainerdClient containerd, ImageContent image, bool isOnePart, CancellationToken cancellationToken)
    {
        var plan = new Builder(containerd);
        if (!isOnePart)
        {
            if (await plan.TryAddAsync(image.Target, cancellationToken))
                return plan.Build();
            plan = new(containerd);
        }

        return await plan.TryAddAsync(image.Manifest, cancellationToken)
            ? plan.Build()
            : throw EngineException.NotFound($"content of the image {image.Manifest.Digest} is missing");
    }

    private sealed class Builder(ContainerdClient containerd)
    {
        private readonly List<PushBlob> _blobs = [];
        private readonly List<string> _skipped = [];
        private readonly List<RegistryManifest> _manifests = [];
        private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

        public PushPlan Build() => new(_blobs, _skipped, _manifests);

        /// <returns>False when something of it is not here.</returns>
        public async Task<bool> TryAddAsync(Descriptor target, CancellationToken cancellationToken, int depth = 0)
        {
            if (!_seen.Add(target.Digest))
                return true;
            if (depth > ArchiveLimits.IndexDepth || await containerd.Content.FindAsync(target.Digest, cancellationToken) is null)
                return false;
            var json = await containerd.Content.ReadAllAsync(target.Digest, ArchiveLimits.Json, cancellationToken);
            if (MediaTypes.IsIndex(target.MediaType))
            {
                foreach (var child in ImageJson.Read(json, ImageJson.Default.OciIndex, "image index").Children)
                {
                    if (!await TryAddAsync(new(child.MediaType, child.Digest, child.Size), cancellationToken, depth + 1))
                        return false;
                }
            }
            else if (!await TryAddBlobsAsync(ImageJson.Read(json, ImageJson.Default.OciManifest, "image manifest"), cancellationToken))
            {
                return false;
            }
            _manifests.Add(new(target.MediaType, target.Digest, json));
            return true;
        }

        private async Task<bool> TryAddBlobsAsync(OciManifest manifest, CancellationToken cancellationToken)
        {
            if (manifest.Config is not { } config || await containerd.Content.FindAsync(config.Digest, cancellationToken) is null)
                return false;
            var diffIds = await DiffIdsAsync(config, cancellationToken);
            var layers = manifest.LayersBottomUp.ToArray();
            for (var i = layers.Length - 1; i >= 0; i--)
            {
                if (!_seen.Add(layers[i].Digest))
                    continue;
                var diffId = i < diffIds.Count ? diffIds[i] : layers[i].Digest;
                if (layers[i].Urls is { Count: > 0 })
                {
                    _skipped.Add(diffId);
                    continue;
                }

                if (await containerd.Content.FindAsync(layers[i].Digest, cancellationToken) is null)
                    return false;
                _blobs.Add(new(layers[i], diffId));
            }
            if (_seen.Add(config.Digest))
                _blobs.Add(new(config, null));
            return true;
        }

        private async Task<IReadOnlyList<string>> DiffIdsAsync(OciDescriptor config, CancellationToken cancellationToken)
        {
            if (!MediaTypes.IsConfig(config.MediaType))
                return [];
            var json = await containerd.Content.ReadAllAsync(config.Digest, ArchiveLimits.Json, cancellationToken);
            return ImageJson.Read(json, ImageJson.Default.OciImageConfig, "image configuration").Rootfs?.DiffIds ?? [];
        }
    }
}

/// <summary>A blob to push.</summary>
/// <param name="DiffId">Of a layer, by which lines of progress call it; null for a configuration, which they do not show.</param>
internal sealed record PushBlob(OciDescriptor Blob, string? DiffId);
