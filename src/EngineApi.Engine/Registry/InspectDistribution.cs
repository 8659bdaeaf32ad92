using EngineApi.Engine.Images;
using EngineApi.Engine.Images.Archive;
using EngineApi.Engine.Images.Format;
using EngineApi.Wire.Images;

namespace EngineApi.Engine.Registry;

/// <summary><c>GET /distribution/{name}/json</c>: what a registry has under a reference, without pulling it.</summary>
public sealed class InspectDistribution(Registries registries)
{
    /// <exception cref="EngineException">InvalidParameter for a reference that is none; otherwise as the registry fails.</exception>
    public async Task<DistributionInspect> ExecuteAsync(string name, RegistryCredentials credentials, CancellationToken cancellationToken)
    {
        if (Digests.IsValid(name) || Digests.IsValid(Digests.Prefix + name))
            throw EngineException.InvalidParameter("no manifest found for full image ID");
        var reference = References.Parse(name).TagOrLatest();
        try
        {
            var (repository, manifest) = await registries.OpenAsync(
                reference, "pull", credentials, opened => opened.GetManifestAsync(reference.Digest ?? reference.Tag!, cancellationToken), cancellationToken);
            using (repository)
            {
                return new()
                {
                    Descriptor = new() { MediaType = manifest.MediaType, Digest = manifest.Digest, Size = manifest.Json.Length },
                    Platforms = await PlatformsAsync(repository, manifest, cancellationToken),
                };
            }
        }
        catch (RegistryException e)
        {
            throw e.ToEngine(reference.FamiliarName, reference.Familiar);
        }
    }

    private static async Task<List<Wire.Images.OciPlatform>> PlatformsAsync(
        RegistryRepository repository, RegistryManifest manifest, CancellationToken cancellationToken)
    {
        if (MediaTypes.IsIndex(manifest.MediaType))
        {
            var children = ImageJson.Read(manifest.Json, ImageJson.Default.OciIndex, "image index").Children;
            return [.. children.Where(child => child.Platform is not null).Select(child => Platform(child.Platform!.Architecture, child.Platform.Os, child.Platform.Variant))];
        }
        if (ImageJson.Read(manifest.Json, ImageJson.Default.OciManifest, "image manifest").Config is not { } config || !MediaTypes.IsConfig(config.MediaType))
            return [];
        if (!Digests.IsValid(config.Digest))
            throw EngineException.InvalidParameter($"invalid image manifest {manifest.Digest}: \"{config.Digest}\" is no blob");
        using var blob = await repository.OpenBlobAsync(config.Digest, 0, cancellationToken);
        var json = await RegistryAnswers.ReadAsync(blob.Answer, ArchiveLimits.Json, "image configuration", cancellationToken);
        if (Digests.Of(json) != config.Digest)
            throw new RegistryException(RegistryFailure.Refused, $"image config verification failed for digest {config.Digest}");
        var document = ImageJson.Read(json, ImageJson.Default.OciImageConfig, "image configuration");
        return [Platform(document.Architecture ?? "", document.Os ?? "", document.Variant)];
    }

    private static Wire.Images.OciPlatform Platform(string architecture, string os, string? variant) =>
        new() { Architecture = architecture, Os = os, Variant = variant };
}
