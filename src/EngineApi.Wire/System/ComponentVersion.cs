using System.Text.Json.Serialization;

namespace EngineApi.Wire.System;

/// <summary>The version of one part of the engine.</summary>
public sealed class ComponentVersion
{
    public string Name { get; set; } = "";

    public string Version { get; set; } = "";

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Dictionary<string, string>? Details { get; set => field = value is { Count: 0 } ? null : value; }
}
