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

    /// <summary>Whether output without a TTY is in stdcopy frames; else both streams are sent as they come.</summary>
    public bool Framed { get; init; } = true;

    /// <summary>Whether a client may end its input and stay for the output; else the end of its input detaches it.</summary>
    public bool HalfCloses { get; init; } = true;

    /// <summary>Looked for with a TTY only.</summary>
    public DetachKeys DetachKeys { get; init; } = DetachKeys.Default;
}
