using System.Text.Json.Serialization;

namespace EngineApi.Wire.Containers;

/// <summary>Why a wait could not tell an exit code.</summary>
public sealed class ContainerWaitExitError
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Message { get; set => field = value is "" ? null : value; }
}
