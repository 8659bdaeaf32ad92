namespace EngineApi.Names.Control;

/// <summary>
/// What the gateway says to the name server over a unix socket, a line each, and what it hears: any number of <see cref="Failed"/>, then
/// one of the others.
/// </summary>
public static class ControlLines
{
    /// <summary>Read the files again. Answered when every container that can be is being answered.</summary>
    public const string Reload = "reload";

    /// <summary>Which executable are you? Answered by <see cref="Identity"/> and a tab before it.</summary>
    public const string Who = "who";

    /// <summary>End.</summary>
    public const string End = "end";

    public const string Done = "done";

    /// <summary>There is no container left, and so no need to stay.</summary>
    public const string Ended = "ended";

    /// <summary><c>failed CONTAINER REASON</c>, apart by a tab; the container is empty where a file is meant.</summary>
    public const string Failed = "failed";

    /// <summary>Changes when the executable does: then a process that runs it should make room for one of the new.</summary>
    public static string Identity(string executable)
    {
        var file = new FileInfo(executable);
        return FormattableString.Invariant($"{executable}:{file.Length}:{file.LastWriteTimeUtc.Ticks}");
    }
}
