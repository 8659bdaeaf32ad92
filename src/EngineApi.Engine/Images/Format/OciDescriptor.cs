using System.Text.Json.Serialization;

namespace EngineApi.Engine.Images.Format;

/// <summary>Points at a blob (OCI image-spec, "content descriptors").</summary>
/// <param name="Size">Bytes.</param>
public sealed record OciDescriptor(
    [property: JsonPropertyName("mediaType")] string MediaType,
    [property: JsonPropertyName("digest")] string Digest,
    [property: JsonPropertyName("size"), JsonIgnore(Condition = JsonIgnoreCondition.Never)] long Size)
{
    [JsonPropertyName("annotations")]
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    /// <summary>Where else the blob can be had: a layer with such addresses is not to be given to other registries.</summary>
    [JsonPropertyName("urls")]
    public IReadOnlyList<string>? Urls { get; init; }

    [JsonPropertyName("platform")]
    public OciPlatform? Platform { get; init; }
}

/// <summary>For which machine a manifest is.</summary>
public sealed record OciPlatform(
    [property: JsonPropertyName("architecture")] string Architecture,
    [property: JsonPropertyName("os")] string Os)
{
    [JsonPropertyName("variant")]
    public string? Variant { get; init; }

    /// <summary>Docker marks manifests that describe another one (provenance, SBOM) with this platform.</summary>
    [JsonIgnore]
    public bool IsUnknown => Os == "unknown";
}
