using System.Text.Json.Serialization;

namespace EngineApi.Wire.Containers;

/// <summary>The life of a container as inspect shows it.</summary>
public sealed class ContainerState
{
    /// <summary><c>created</c>, <c>running</c>, <c>paused</c>, <c>restarting</c>, <c>removing</c>, <c>exited</c> or <c>dead</c>.</summary>
    public string Status { get; set; } = "";

    /// <summary>Also true while paused or restarting.</summary>
    public bool Running { get; set; }

    public bool Paused { get; set; }

    public bool Restarting { get; set; }

    public bool OOMKilled { get; set; }

    public bool Dead { get; set; }

    /// <summary>The host's number; 0 when not running.</summary>
    public int Pid { get; set; }

    public int ExitCode { get; set; }

    public string Error { get; set; } = "";

    /// <summary>RFC 3339; <see cref="GoTime.Zero"/> before the first start.</summary>
    public string StartedAt { get; set; } = "";

    /// <summary>RFC 3339; <see cref="GoTime.Zero"/> before the first exit.</summary>
    public string FinishedAt { get; set; } = "";

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Health? Health { get; set; }
}
