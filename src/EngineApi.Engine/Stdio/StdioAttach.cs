namespace EngineApi.Engine.Stdio;

/// <summary>What a client wants of a hub (query of ContainerAttach, body of ContainerExec).</summary>
public sealed record StdioAttach
{
    public bool Stdin { get; init; }

    public bool Stdout { get; init; } = true;

    public bool Stderr { get; init; } = true;

    /// <summary>Send what the log has before what is to come; exact, nothing twice and nothing left out.</summary>
    public bool Logs { get; init; }

    /// <summary>Without it only the log is sent.</summary>
    public bool Stream { get; init; } = true;

    /// <summary>Looked for with a TTY only.</summary>
    public DetachKeys DetachKeys { get; init; } = DetachKeys.Default;
}
