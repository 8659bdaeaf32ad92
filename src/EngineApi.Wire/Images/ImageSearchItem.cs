using System.Text.Json.Serialization;

namespace EngineApi.Wire.Images;

/// <summary>One entry of <c>GET /images/search</c>.</summary>
public sealed class ImageSearchItem
{
    [JsonPropertyName("star_count")]
    public int StarCount { get; set; }

    [JsonPropertyName("is_official")]
    public bool IsOfficial { get; set; }

    [JsonPropertyName("name")]
    public string Name { get; set; } = "";

    [JsonPropertyName("is_automated")]
    public bool IsAutomated { get; set; }

    [JsonPropertyName("description")]
    public string Description { get; set; } = "";
}
