using EngineApi.Containerd;
using EngineApi.Engine.Images.Pull;
using EngineApi.Engine.Registry;
using EngineApi.Wire;

namespace EngineApi.Engine.Images.Push;

/// <summary>Takes one image to a repository: its blobs, three at a time, then its manifests, the tagged one last.</summary>
public sealed class PushedImages(ContainerdClient containerd, RetryPolicy retry, TimeProvider time)
{
    private const int AtOnce = 3;

    /// <exception cref="RegistryException">The registry does not take it. It shows no part of the image then.</exception>
    internal async Task TakeAsync(RegistryRepository repository, PushPlan plan, string tag, ProgressLines lines, CancellationToken cancellationToken)
    {
        var uploads = new RegistryUploads(repository, retry, time);
        foreach (var layer in plan.Blobs.Where(blob => blob.DiffId is not null))
            lines.Status(HexId.Short(layer.DiffId!), "Preparing");
        foreach (var layer in plan.Skipped)
            lines.Status(HexId.Short(layer), "Skipped foreign layer");
        await Parallel.ForEachAsync(
            plan.Blobs, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (blob, stop) => await TakeAsync(uploads, repository, blob, lines, stop));
        foreach (var manifest in plan.Manifests)
            await uploads.PutManifestAsync(manifest == plan.Root ? tag : manifest.Digest, manifest, cancellationToken);
        foreach (var digest in plan.Blobs.Select(blob => blob.Blob.Digest))
        {
            await containerd.Content.UpdateLabelsAsync(
                digest, await DistributionSources.LabelsAsync(containerd.Content, digest, repository.Origin, cancellationToken), cancellationToken);
        }
    }

    private async Task TakeAsync(RegistryUploads uploads, RegistryRepository repository, PushBlob blob, ProgressLines lines, CancellationToken cancellationToken)
    {
        var (digest, size) = (blob.Blob.Digest, blob.Blob.Size);
        var id = HexId.Short(blob.DiffId ?? digest);
        var bar = blob.DiffId is null ? null : lines.Bar(id, "Pushing", size);
        var known = DistributionSources.Of(await containerd.Content.FindAsync(digest, cancellationToken), repository.Origin.Domain);
        var sources = known.Where(path => path != repository.Origin.Path).Take(1);
        var (outcome, source) = await uploads.PutBlobAsync(
            digest, size, sources, () => containerd.Content.OpenRead(digest), sent => bar?.Report(sent), cancellationToken);
        if (blob.DiffId is null)
            return;
        lines.Status(id, outcome switch
        {
            UploadOutcome.WasThere => "Layer already exists",
            UploadOutcome.Mounted => $"Mounted from {source}",
            _ => "Pushed",
        });
    }
}
