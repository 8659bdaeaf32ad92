using System.Text.Json.Serialization;

namespace EngineApi.Wire.System;

/// <summary>The firewall the engine programs.</summary>
public sealed class FirewallInfo
{
    public string Driver { get; set; } = "";

    /// <summary>Pairs of name and value.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public List<List<string>>? Info { get; set => field = value is { Count: 0 } ? null : value; }
}
