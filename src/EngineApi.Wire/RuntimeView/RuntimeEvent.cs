using System.Text.Json.Serialization;

namespace EngineApi.Wire.RuntimeView;

/// <summary>One event of <c>GET /runtime/events</c>: what the runtime says of a task, before any of it becomes an event of a container.</summary>
public sealed class RuntimeEvent
{
    /// <summary>
    /// <c>create</c>, <c>start</c>, <c>exit</c>, <c>oom</c>, <c>exec-added</c>, <c>exec-started</c>, <c>paused</c>, <c>resumed</c>;
    /// <c>unknown</c> for others; <c>gap</c> when events may have been lost before this one.
    /// </summary>
    public string Event { get; set; } = "";

    /// <summary>containerd's name of it, for example <c>/tasks/exit</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Topic { get; set; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ContainerID { get; set; }

    /// <summary><c>init</c> for the container's first process, else the exec's id.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ProcessID { get; set; }

    /// <summary>The host's number.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public uint? Pid { get; set; }

    /// <summary>Of an exit: 0–255, 128 + signal when one ended it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public uint? ExitCode { get; set; }

    /// <summary>RFC 3339.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ExitedAt { get; set; }

    /// <summary>Of an exit, and of the event itself: the kernel killed a process of this task for want of memory.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? OOMKilled { get; set; }

    /// <summary>Of a gap: why.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Error { get; set; }

    /// <summary>When containerd published it; RFC 3339.</summary>
    public string Time { get; set; } = "";
}
