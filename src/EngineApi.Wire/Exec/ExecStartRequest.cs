using System.Text.Json.Serialization;
using EngineApi.Wire.Json;

namespace EngineApi.Wire.Exec;

/// <summary>The body of <c>POST /exec/{id}/start</c>.</summary>
public sealed class ExecStartRequest
{
    public bool Detach { get; set; }

    public bool Tty { get; set; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ConsoleSize? ConsoleSize { get; set; }
}
