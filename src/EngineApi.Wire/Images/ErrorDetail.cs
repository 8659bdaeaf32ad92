using System.Text.Json.Serialization;

namespace EngineApi.Wire.Images;

/// <summary>The structured half of an error in a progress stream.</summary>
public sealed class ErrorDetail
{
    /// <summary>A failed build step's exit code.</summary>
    [JsonPropertyName("code")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Code { get; set; }

    [JsonPropertyName("message")]
    public string Message { get; set; } = "";
}
