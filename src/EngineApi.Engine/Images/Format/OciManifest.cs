using System.Text.Json.Serialization;

namespace EngineApi.Engine.Images.Format;

/// <summary>One image for one platform (OCI image-spec, "image manifest"); Docker's schema 2 reads the same.</summary>
public sealed record OciManifest(
    [property: JsonPropertyName("schemaVersion")] int SchemaVersion = 2,
    [property: JsonPropertyName("mediaType")] string? MediaType = null,
    [property: JsonPropertyName("config")] OciDescriptor? Config = null,
    [property: JsonPropertyName("layers")] IReadOnlyList<OciDescriptor?>? Layers = null)
{
    /// <exception cref="EngineException">An entry is null.</exception>
    [JsonIgnore]
    public IEnumerable<OciDescriptor> LayersBottomUp => Descriptors.Present(Layers);
}

/// <summary>Several manifests (OCI image-spec, "image index"); also the entry document of an image layout.</summary>
public sealed record OciIndex(
    [property: JsonPropertyName("schemaVersion")] int SchemaVersion = 2,
    [property: JsonPropertyName("mediaType")] string? MediaType = null,
    [property: JsonPropertyName("manifests")] IReadOnlyList<OciDescriptor?>? Manifests = null)
{
    /// <exception cref="EngineException">An entry is null.</exception>
    [JsonIgnore]
    public IEnumerable<OciDescriptor> Children => Descriptors.Present(Manifests);
}

/// <summary>One image of a docker-archive's <c>manifest.json</c>: names of files in the archive, bottom layer first.</summary>
public sealed record DockerArchiveEntry(
    string? Config = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] IReadOnlyList<string?>? RepoTags = null,
    IReadOnlyList<string?>? Layers = null);

file static class Descriptors
{
    public static IEnumerable<OciDescriptor> Present(IReadOnlyList<OciDescriptor?>? list) =>
        (list ?? []).Select(entry => entry ?? throw EngineException.InvalidParameter("invalid image manifest: a descriptor is null"));
}
