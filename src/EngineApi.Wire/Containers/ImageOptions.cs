using System.Text.Json.Serialization;

namespace EngineApi.Wire.Containers;

/// <summary>Options of an image <see cref="Mount"/>.</summary>
public sealed class ImageOptions
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Subpath { get; set => field = value is "" ? null : value; }
}
