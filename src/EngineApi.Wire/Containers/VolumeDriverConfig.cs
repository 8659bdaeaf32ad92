using System.Text.Json.Serialization;

namespace EngineApi.Wire.Containers;

/// <summary>The driver that creates the volume of a <see cref="Mount"/>.</summary>
public sealed class VolumeDriverConfig
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Name { get; set => field = value is "" ? null : value; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Dictionary<string, string>? Options { get; set => field = value is { Count: 0 } ? null : value; }
}
