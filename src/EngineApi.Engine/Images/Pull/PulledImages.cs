using EngineApi.Containerd;
using EngineApi.Engine.Images.Archive;
using EngineApi.Engine.Images.Format;
using EngineApi.Engine.Registry;
using EngineApi.Wire.Images;
using Descriptor = EngineApi.Containerd.Descriptor;

namespace EngineApi.Engine.Images.Pull;

/// <summary>
/// Brings one image from a repository into containerd: manifests, configuration, layers, and their unpacking, which begins with
/// the first layer while the others are still on their way.
/// </summary>
public sealed class PulledImages(ContainerdClient containerd, BlobDownloads downloads, UnpackImage unpack, ImageNames names, PartialPulls partial)
{
    /// <param name="reference">What it is to be called here.</param>
    /// <exception cref="EngineException">It is no image, or not what it promises to be. Nothing of it is left.</exception>
    /// <exception cref="RegistryException">The registry fails. When trying again may help, what came is kept for it.</exception>
    internal async Task<ImageContent> BringAsync(
        RegistryRepository repository, ManifestPath path, ImageReference reference, ProgressLines lines, CancellationToken cancellationToken)
    {
        await using var lease = await ContentLease.BeginAsync(containerd, "pull", cancellationToken);
        try
        {
            var image = await DescribeAsync(repository, path, lease, cancellationToken);
            await using var unpacking = await ContentLease.BeginAsync(containerd, "unpack", cancellationToken);
            await LayersAsync(repository, image, lease, unpacking, lines, cancellationToken);
            if (reference.Tag is not null)
                await names.TagAsync(reference, image, cancellationToken);
            await names.TagAsync(reference.NameOnly().WithDigest(image.Target.Digest), image, cancellationToken);
            unpacking.Keep();
            lease.Keep();
            await partial.EndAsync(reference.Canonical);
            return image;
        }
        catch (Exception e) when ((e is OperationCanceledException or RegistryException { IsTransient: true }) && partial.Add(reference.Canonical, lease.Id))
        {
            lease.Leave();
            throw;
        }
    }

    private async Task<ImageContent> DescribeAsync(RegistryRepository repository, ManifestPath path, ContentLease lease, CancellationToken cancellationToken)
    {
        foreach (var index in path.Indexes)
            await StoreAsync(index, ContentReferences.OfIndex(Children(index)), repository, lease, cancellationToken);
        var document = ImageJson.Read(path.Manifest.Json, ImageJson.Default.OciManifest, "image manifest");
        var layers = document.LayersBottomUp.ToArray();
        var config = Check(path.Manifest, document, layers);
        await StoreAsync(path.Manifest, ContentReferences.OfManifest(config.Digest, layers.Select(layer => layer.Digest)), repository, lease, cancellationToken);
        await downloads.FetchAsync(
            repository, new(config.MediaType, config.Digest, config.Size), lease.Client, NoProgress.Instance, cancellationToken);
        var root = new Descriptor(path.Root.MediaType, path.Root.Digest, path.Root.Json.Length);
        return await ImageContents.ReadManifestAsync(
            lease.Client, root, new(path.Manifest.MediaType, path.Manifest.Digest, path.Manifest.Json.Length), cancellationToken)
            ?? throw EngineException.InvalidParameter($"{path.Manifest.Digest} is not an image");
    }

    private static async Task StoreAsync(
        RegistryManifest manifest, Dictionary<string, string> references, RegistryRepository repository, ContentLease lease, CancellationToken cancellationToken)
    {
        foreach (var (key, value) in await DistributionSources.LabelsAsync(lease.Client.Content, manifest.Digest, repository.Origin, cancellationToken))
            references[key] = value;
        await lease.StoreJsonAsync(manifest.Json, manifest.MediaType, references, cancellationToken);
    }

    private async Task LayersAsync(
        RegistryRepository repository, ImageContent image, ContentLease lease, ContentLease unpacking, ProgressLines lines, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var present = await unpack.CountPresentAsync(image, cancellationToken);
        var progress = new LayerProgress[image.Layers.Count];
        for (var i = 0; i < progress.Length; i++)
        {
            var isHere = i < present && await containerd.Content.FindAsync(image.Layers[i].Digest, cancellationToken) is not null;
            progress[i] = new(lines, image.Layers[i], isHere);
            progress[i].Begins();
        }
        var arrivals = image.Layers.Select((layer, i) => downloads.FetchAsync(repository, layer, lease.Client, progress[i], stop.Token)).ToArray();
        var everything = Task.WhenAll(arrivals.Append(UnpackAsync(image, arrivals, progress, present, unpacking, stop.Token)).Select(StopOnFailureAsync));
        await everything;

        async Task StopOnFailureAsync(Task step)
        {
            try
            {
                await step;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                await stop.CancelAsync();
                throw;
            }
        }
    }

    private async Task UnpackAsync(
        ImageContent image, Task[] arrivals, LayerProgress[] progress, int present, ContentLease unpacking, CancellationToken cancellationToken)
    {
        await unpack.ExecuteAsync(image, unpacking, new(BeginAsync, i => progress[i].Finished()), cancellationToken);
        for (var i = 0; i < present; i++)
        {
            await arrivals[i];
            progress[i].Finished();
        }

        async Task BeginAsync(int layer)
        {
            await arrivals[layer];
            progress[layer].Extracts();
        }
    }

    private static OciDescriptor Check(RegistryManifest manifest, OciManifest document, OciDescriptor[] layers)
    {
        if (document.Config is not { } config)
            throw EngineException.InvalidParameter($"invalid image manifest {manifest.Digest}: it has no configuration");
        if (!MediaTypes.IsConfig(config.MediaType))
            throw EngineException.InvalidParameter($"unsupported media type {config.MediaType}: {manifest.Digest} is not an image");
        if (config.Size > ArchiveLimits.Json || layers.Length > ArchiveLimits.Layers)
            throw EngineException.InvalidParameter($"image manifest {manifest.Digest} has more than {ArchiveLimits.Layers} layers, or a configuration larger than {ArchiveLimits.Json} bytes");
        if (layers.Prepend(config).FirstOrDefault(blob => !Digests.IsValid(blob.Digest) || blob.Size < 0) is { } bad)
            throw EngineException.InvalidParameter($"invalid image manifest {manifest.Digest}: \"{bad.Digest}\" with {bad.Size} bytes is no blob");
        return config;
    }

    /// <summary>All of them, here or not: a pull for another platform brings more, and the references are there already.</summary>
    private static IEnumerable<string> Children(RegistryManifest index) =>
        ImageJson.Read(index.Json, ImageJson.Default.OciIndex, "image index").Children.Select(child => child.Digest);
}
