using System.Text.Json.Serialization;

namespace EngineApi.Wire.RuntimeView;

/// <summary>A task as the runtime has it (<c>GET /runtime/tasks</c>).</summary>
public sealed class RuntimeTask
{
    public string ContainerID { get; set; } = "";

    /// <summary><c>init</c>: a task's own process is the container's first.</summary>
    public string ProcessID { get; set; } = "init";

    /// <summary><c>created</c>, <c>running</c>, <c>stopped</c>, <c>paused</c>, <c>pausing</c> or, when its shim does not answer, <c>unknown</c>.</summary>
    public string Status { get; set; } = "";

    /// <summary>The host's number.</summary>
    public uint Pid { get; set; }

    /// <summary>Of one that is stopped: 0–255, 128 + signal when one ended it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public uint? ExitCode { get; set; }

    /// <summary>Of one that is stopped; RFC 3339.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ExitedAt { get; set; }
}
