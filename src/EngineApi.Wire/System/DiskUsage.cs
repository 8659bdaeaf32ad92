using System.Text.Json.Serialization;
using EngineApi.Wire.Containers;
using EngineApi.Wire.Images;
using EngineApi.Wire.Volumes;

namespace EngineApi.Wire.System;

/// <summary>The answer of <c>GET /system/df</c>; an object that was not asked for is left out.</summary>
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
}
