namespace EngineApi.Containerd.Supervisor;

/// <summary>Which containerd to use, or how to run one of our own.</summary>
public sealed record SupervisorOptions
{
    /// <summary>Somebody else's containerd (external); null runs one of our own (managed).</summary>
    public string? Address { get; init; }

    /// <summary>Where a managed containerd keeps what must last, in the subdirectory <c>containerd</c>.</summary>
    public required string DataRoot { get; init; }

    /// <summary>
    /// Where a managed containerd keeps its socket, pid file, log and mounts, in the subdirectory <c>containerd</c>. Short: a unix
    /// socket's path has at most 107 bytes.
    /// </summary>
    public required string ExecRoot { get; init; }

    /// <summary>containerd's executable: a path, or a name to look up in PATH.</summary>
    public string Executable { get; init; } = "containerd";

    /// <summary>How long containerd may take until it answers.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a stopping containerd may take before it is killed. Its shims and their containers go on either way.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The pause before the first restart; every further one in a row is twice as long.</summary>
    public TimeSpan FirstRestartPause { get; init; } = TimeSpan.FromMilliseconds(100);

    public TimeSpan LongestRestartPause { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>containerd's log level: trace, debug, info, warn, error, fatal or panic.</summary>
    public string LogLevel { get; init; } = "warn";

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
