using System.Text.Json.Serialization;

namespace EngineApi.Wire.System;

/// <summary>One record of the build cache.</summary>
public sealed class BuildCache
{
    public string ID { get; set; } = "";

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public List<string>? Parents { get; set => field = value is { Count: 0 } ? null : value; }

    public string Type { get; set; } = "";

    public string Description { get; set; } = "";

    public bool InUse { get; set; }

    public bool Shared { get; set; }

    /// <summary>Bytes.</summary>
    public long Size { get; set; }

    public string CreatedAt { get; set; } = "";

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? LastUsedAt { get; set => field = value is "" ? null : value; }

    public int UsageCount { get; set; }
}
