using System.Text.Json.Serialization;

namespace EngineApi.Wire.System;

/// <summary>The source revision a component was built from.</summary>
public sealed class Commit
{
    /// <summary>Below API 1.49.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Expected { get; set => field = value is "" ? null : value; }

    public string ID { get; set; } = "";
}
