using EngineApi.Containerd;
using EngineApi.Engine.Images.Archive;
using EngineApi.Engine.Images.Format;
using EngineApi.Wire.Images;
using Descriptor = EngineApi.Containerd.Descriptor;

namespace EngineApi.Engine.Images;

/// <summary>The manifests below what a name points at, as the <c>manifests</c> parameter of lists and inspect shows them.</summary>
public sealed class ImageManifests(ContainerdClient containerd, ImageUsers users, ImageSizes sizes)
{
    /// <summary>An annotation of Docker's: the digest of the manifest that this one tells of.</summary>
    internal const string AttestationSubject = "vnd.docker.reference.digest";

    public async Task<List<ImageManifestSummary>> OfAsync(Descriptor target, CancellationToken cancellationToken)
    {
        if (MediaTypes.IsManifest(target.MediaType))
            return [await SummarizeAsync(new(target.MediaType, target.Digest, target.Size), cancellationToken)];
        var summaries = new List<ImageManifestSummary>();
        var json = await containerd.Content.ReadAllAsync(target.Digest, ArchiveLimits.Json, cancellationToken);
        foreach (var child in ImageJson.Read(json, ImageJson.Default.OciIndex, "image index").Children)
        {
            if (MediaTypes.IsManifest(child.MediaType))
                summaries.Add(await SummarizeAsync(child, cancellationToken));
        }
        return summaries;
    }

    private async Task<ImageManifestSummary> SummarizeAsync(OciDescriptor manifest, CancellationToken cancellationToken)
    {
        var subject = manifest.Annotations?.GetValueOrDefault(AttestationSubject);
        var summary = new ImageManifestSummary
        {
            ID = manifest.Digest,
            Descriptor = new() { MediaType = manifest.MediaType, Digest = manifest.Digest, Size = manifest.Size, Platform = Platform(manifest.Platform) },
            Kind = subject is not null ? "attestation" : manifest.Platform is { IsUnknown: true } ? "unknown" : "image",
            AttestationData = subject is not null ? new() { For = subject } : null,
        };
        var image = await ImageContents.FindAsync(
            containerd, new(manifest.MediaType, manifest.Digest, manifest.Size), cancellationToken);
        if (image is null)
            return summary;
        summary.Available = true;
        summary.Size.Content = summary.Size.Total = image.PackedSize;
        if (summary.Kind != "image")
            return summary;
        var unpacked = image.ChainId.Length > 0 && await sizes.OfLayerAsync(image.ChainId, cancellationToken) is not null
            ? await sizes.OfAsync(image, cancellationToken)
            : 0;
        summary.Size.Total += unpacked;
        summary.ImageData = new()
        {
            Platform = new() { Architecture = image.Document.Architecture ?? "", Os = image.Document.Os ?? "", Variant = image.Document.Variant },
            Containers = [.. users.All(image.Id)],
            Size = new() { Unpacked = unpacked },
        };
        return summary;
    }

    private static Wire.Images.OciPlatform? Platform(Format.OciPlatform? platform) =>
        platform is null ? null : new() { Architecture = platform.Architecture, Os = platform.Os, Variant = platform.Variant };
}
