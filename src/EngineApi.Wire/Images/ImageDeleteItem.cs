using System.Text.Json.Serialization;

namespace EngineApi.Wire.Images;

/// <summary>One entry of the answer of <c>DELETE /images/{name}</c>.</summary>
public sealed class ImageDeleteItem
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Deleted { get; set => field = value is "" ? null : value; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Untagged { get; set => field = value is "" ? null : value; }
}
