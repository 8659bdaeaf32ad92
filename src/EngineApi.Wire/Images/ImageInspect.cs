using System.Text.Json.Serialization;
using EngineApi.Wire.Containers;

namespace EngineApi.Wire.Images;

/// <summary>The answer of <c>GET /images/{name}/json</c>. Written with HTML escaping, as dockerd does.</summary>
public sealed class ImageInspect
{
    public string Id { get; set; } = "";

    public List<string> RepoTags { get; set; } = [];

    public List<string> RepoDigests { get; set; } = [];

    public string Parent { get; set; } = "";

    public string Comment { get; set; } = "";

    /// <summary>RFC 3339 with nanoseconds.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Created { get; set => field = value is "" ? null : value; }

    /// <summary>Up to API 1.44.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Container { get; set => field = value is "" ? null : value; }

    /// <summary>Up to API 1.44.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ContainerConfig? ContainerConfig { get; set; }

    public string DockerVersion { get; set; } = "";

    public string Author { get; set; } = "";

    public string Architecture { get; set; } = "";

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Variant { get; set => field = value is "" ? null : value; }

    public string Os { get; set; } = "";

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? OsVersion { get; set => field = value is "" ? null : value; }

    /// <summary>Bytes.</summary>
    public long Size { get; set; }

    /// <summary>Below API 1.44.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? VirtualSize { get; set; }

    public GraphDriver GraphDriver { get; set => field = value ?? new(); } = new();

    public RootFS RootFS { get; set => field = value ?? new(); } = new();

    public ImageMetadata Metadata { get; set => field = value ?? new(); } = new();

    /// <summary>API 1.48.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Descriptor? Descriptor { get; set; }

    /// <summary>API 1.48, on request.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public List<ImageManifestSummary>? Manifests { get; set => field = value is { Count: 0 } ? null : value; }

    public ImageConfig Config { get; set => field = value ?? new(); } = new();

    /// <summary>
    /// Takes out what <paramref name="version"/> does not know and fills in what it still expects. Fill every member first, and shape once:
    /// what was taken out does not come back.
    /// </summary>
    public void ShapeFor(ApiVersion version)
    {
        VirtualSize = version < new ApiVersion(1, 44) ? Size : null;
        if (version >= new ApiVersion(1, 45)) (Container, ContainerConfig) = (null, null);
        if (version < new ApiVersion(1, 48)) (Descriptor, Manifests) = (null, null);
        Config.ShapeFor(version);
    }
}
