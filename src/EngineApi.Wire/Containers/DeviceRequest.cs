namespace EngineApi.Wire.Containers;

/// <summary>Devices asked for by capability rather than by path, such as GPUs.</summary>
public sealed class DeviceRequest
{
    public string Driver { get; set; } = "";

    /// <summary>-1 asks for all.</summary>
    public int Count { get; set; }

    public List<string>? DeviceIDs { get; set; }

    /// <summary>The outer list is OR, each inner one AND.</summary>
    public List<List<string>>? Capabilities { get; set; }

    public Dictionary<string, string>? Options { get; set; }
}
