using System.Text.Json.Serialization;

namespace EngineApi.Wire.System;

/// <summary>The containerd behind the engine.</summary>
public sealed class ContainerdInfo
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Address { get; set => field = value is "" ? null : value; }

    public ContainerdNamespaces Namespaces { get; set => field = value ?? new(); } = new();
}
