using System.Text.Json.Serialization;

namespace EngineApi.Engine.Images.Format;

/// <summary>One image for one platform (OCI image-spec, "image manifest"); Docker's schema 2 reads the same.</summary>
public sealed record OciManifest(
    [property: JsonPropertyName("schemaVersion")] int SchemaVersion,
    [property: JsonPropertyName("mediaType")] string? MediaType,
    [property: JsonPropertyName("config")] OciDescriptor? Config,
    [property: JsonPropertyName("layers")] IReadOnlyList<OciDescriptor>? Layers);

/// <summary>Several manifests (OCI image-spec, "image index"); also the entry document of an image layout.</summary>
public sealed record OciIndex(
    [property: JsonPropertyName("schemaVersion")] int SchemaVersion,
    [property: JsonPropertyName("mediaType")] string? MediaType,
    [property: JsonPropertyName("manifests")] IReadOnlyList<OciDescriptor>? Manifests);

/// <summary>One image of a docker-archive's <c>manifest.json</c>: names of files in the archive, bottom layer first.</summary>
public sealed record DockerArchiveEntry(string? Config, IReadOnlyList<string>? RepoTags, IReadOnlyList<string>? Layers);
