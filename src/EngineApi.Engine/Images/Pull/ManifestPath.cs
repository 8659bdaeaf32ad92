using EngineApi.Engine.Images.Archive;
using EngineApi.Engine.Images.Format;
using EngineApi.Engine.Registry;

namespace EngineApi.Engine.Images.Pull;

/// <summary>The way from what a tag stands for down to the manifest of one platform.</summary>
/// <param name="Indexes">The indexes on the way, the outermost first; empty for an image of one platform.</param>
internal sealed record ManifestPath(IReadOnlyList<RegistryManifest> Indexes, RegistryManifest Manifest)
{
    public RegistryManifest Root => Indexes.Count > 0 ? Indexes[0] : Manifest;

    /// <exception cref="EngineException">NotFound: nothing is for the platform. InvalidParameter: it is no image.</exception>
    /// <exception cref="RegistryException">A document on the way is missing, or is not what it should be.</exception>
    public static async Task<ManifestPath> FindAsync(
        RegistryRepository repository, RegistryManifest root, WantedPlatform platform, CancellationToken cancellationToken)
    {
        var indexes = new List<RegistryManifest>();
        var current = root;
        while (MediaTypes.IsIndex(current.MediaType))
        {
            if (indexes.Count == ArchiveLimits.IndexDepth)
                throw EngineException.InvalidParameter($"the index {root.Digest} has indexes in it more than {ArchiveLimits.IndexDepth} deep");
            indexes.Add(current);
            var chosen = Choose(ImageJson.Read(current.Json, ImageJson.Default.OciIndex, "image index"), platform);
            current = await FetchAsync(repository, chosen, cancellationToken);
        }
        return MediaTypes.IsManifest(current.MediaType)
            ? new(indexes, current)
            : throw EngineException.InvalidParameter($"unsupported media type {(current.MediaType.Length > 0 ? current.MediaType : "(none)")}: {current.Digest} is not an image");
    }

    private static OciDescriptor Choose(OciIndex index, WantedPlatform platform) =>
        platform.BestOf(index.Children.Where(child => child.Platform is not { IsUnknown: true } && (MediaTypes.IsManifest(child.MediaType) || MediaTypes.IsIndex(child.MediaType))))
        ?? throw EngineException.NotFound($"no matching manifest for {platform} in the manifest list entries");

    private static async Task<RegistryManifest> FetchAsync(RegistryRepository repository, OciDescriptor wanted, CancellationToken cancellationToken)
    {
        if (!Digests.IsValid(wanted.Digest))
            throw EngineException.InvalidParameter($"invalid image index: \"{wanted.Digest}\" is not a sha256 digest");
        var found = await repository.GetManifestAsync(wanted.Digest, cancellationToken);
        return found.Json.Length == wanted.Size
            ? found with { MediaType = wanted.MediaType }
            : throw EngineException.InvalidParameter($"the manifest {wanted.Digest} has {found.Json.Length} bytes, its descriptor says {wanted.Size}");
    }
}
