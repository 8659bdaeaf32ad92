namespace EngineApi.Names.Control;

/// <summary>
/// What the gateway says to the name server over a unix socket, a line each, and what it hears: any number of <see cref="Failed"/>, then
/// one of the others.
/// </summary>
public static class ControlLines
{
    /// <summary>Read the files again. Answered when every container that can be is being answered.</summary>
    public const string Reload = "reload";

    /// <summary>Which process are you, and of which executable? Answered by <c>who PID IDENTITY</c>, apart by a tab.</summary>
    public const string Who = "who";

    /// <summary>End. Answered by <see cref="Ended"/>.</summary>
    public const string End = "end";

    public const string Done = "done";

    /// <summary>It ends, and nobody can connect any more: it was told to, or the files name no container.</summary>
    public const string Ended = "ended";

    /// <summary><c>failed CONTAINER REASON</c>, apart by a tab; the container is empty where a file is meant.</summary>
    public const string Failed = "failed";
}
