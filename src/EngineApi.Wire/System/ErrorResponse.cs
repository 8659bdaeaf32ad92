using System.Text.Json.Serialization;

namespace EngineApi.Wire.System;

/// <summary>The body of every error.</summary>
public sealed class ErrorResponse
{
    [JsonPropertyName("message")]
    public string Message { get; set; } = "";
}
