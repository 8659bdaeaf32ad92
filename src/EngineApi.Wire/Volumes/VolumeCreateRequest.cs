using System.Text.Json.Serialization;

namespace EngineApi.Wire.Volumes;

/// <summary>The body of <c>POST /volumes/create</c>.</summary>
public sealed class VolumeCreateRequest
{
    /// <summary>Empty asks for a random one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Name { get; set => field = value is "" ? null : value; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Driver { get; set => field = value is "" ? null : value; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Dictionary<string, string>? DriverOpts { get; set => field = value is { Count: 0 } ? null : value; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Dictionary<string, string>? Labels { get; set => field = value is { Count: 0 } ? null : value; }
}
