using System.Text.Json.Serialization;

namespace EngineApi.Wire.Images;

/// <summary>The layers of an image.</summary>
public sealed class RootFS
{
    public string Type { get; set; } = "";

    /// <summary>Digests of the uncompressed layers, base first.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public List<string>? Layers { get; set => field = value is { Count: 0 } ? null : value; }
}
