using System.Text.Json.Serialization;

namespace EngineApi.Wire.Containers;

/// <summary>What the list shows of a container's host configuration.</summary>
public sealed class ContainerSummaryHostConfig
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? NetworkMode { get; set => field = value is "" ? null : value; }

    /// <summary>API 1.46.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Dictionary<string, string>? Annotations { get; set => field = value is { Count: 0 } ? null : value; }
}
