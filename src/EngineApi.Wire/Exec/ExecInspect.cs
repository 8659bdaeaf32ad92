namespace EngineApi.Wire.Exec;

/// <summary>The answer of <c>GET /exec/{id}/json</c>.</summary>
public sealed class ExecInspect
{
    public string ID { get; set; } = "";

    public bool Running { get; set; }

    /// <summary>Null until the process has ended.</summary>
    public int? ExitCode { get; set; }

    public ProcessConfig ProcessConfig { get; set => field = value ?? new(); } = new();

    public bool OpenStdin { get; set; }

    public bool OpenStderr { get; set; }

    public bool OpenStdout { get; set; }

    public bool CanRemove { get; set; }

    public string ContainerID { get; set; } = "";

    public string DetachKeys { get; set; } = "";

    /// <summary>The host's number; keeps its last value; 0 if the process never ran.</summary>
    public int Pid { get; set; }
}
