using System.Text.Json.Serialization;

namespace EngineApi.Wire.Containers;

/// <summary>The decoded <c>X-Docker-Container-Path-Stat</c> header of the archive calls.</summary>
public sealed class ContainerPathStat
{
    [JsonPropertyName("name")]
    public string Name { get; set; } = "";

    /// <summary>Bytes.</summary>
    [JsonPropertyName("size")]
    public long Size { get; set; }

    /// <summary>Go's <c>os.FileMode</c>, not <c>st_mode</c>.</summary>
    [JsonPropertyName("mode")]
    public uint Mode { get; set; }

    /// <summary>RFC 3339 with nanoseconds.</summary>
    [JsonPropertyName("mtime")]
    public string Mtime { get; set; } = "";

    [JsonPropertyName("linkTarget")]
    public string LinkTarget { get; set; } = "";
}
