using System.Text.Json.Serialization;

namespace EngineApi.Wire.Volumes;

/// <summary>The answer of <c>GET /volumes/{name}</c>, and one entry of the list.</summary>
public sealed class Volume
{
    /// <summary>RFC 3339, whole seconds.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? CreatedAt { get; set => field = value is "" ? null : value; }

    public string Driver { get; set; } = "";

    public Dictionary<string, string>? Labels { get; set; }

    public string Mountpoint { get; set; } = "";

    public string Name { get; set; } = "";

    public Dictionary<string, string>? Options { get; set; }

    public string Scope { get; set; } = "";

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Dictionary<string, string>? Status { get; set => field = value is { Count: 0 } ? null : value; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public VolumeUsageData? UsageData { get; set; }
}
