using System.Text.Json.Serialization;
using EngineApi.Wire.Containers;
using EngineApi.Wire.Images;
using EngineApi.Wire.Volumes;

namespace EngineApi.Wire.System;

/// <summary>The answer of <c>GET /system/df</c>; what was not asked for is null, and <see cref="LayersSize"/> 0.</summary>
public sealed class DiskUsage
{
    /// <summary>Bytes.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? LayersSize { get; set; }

    public List<ImageSummary>? Images { get; set; }

    public List<ContainerSummary>? Containers { get; set; }

    public List<Volume>? Volumes { get; set; }

    public List<BuildCache>? BuildCache { get; set; }

    /// <summary>Below API 1.42.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? BuilderSize { get; set; }

    /// <summary>Fills in what <paramref name="version"/> still expects of images.</summary>
    public void ShapeFor(ApiVersion version)
    {
        foreach (var image in Images ?? [])
            image.VirtualSize = version < new ApiVersion(1, 44) ? image.Size : 0;
    }
}
