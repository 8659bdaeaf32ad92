namespace EngineApi.Engine.Stdio;

/// <summary>How a hub treats its process and clients.</summary>
public sealed record StdioHubOptions
{
    public bool Tty { get; init; }

    /// <summary>The first client whose input ends closes the process's stdin. Always so for an exec.</summary>
    public bool StdinOnce { get; init; }

    /// <summary>Null for the driver <c>none</c> and for an exec.</summary>
    public ContainerLog? Log { get; init; }

    /// <summary>Bytes that may wait for one client in memory.</summary>
    public int QueueBytes { get; init; } = 1 << 20;

    /// <summary>Bytes that may wait for one client on disk beyond those in memory, before the process has to wait for it.</summary>
    public long BacklogBytes { get; init; } = 256 << 20;

    /// <summary>Where that is; null if nothing is to wait on disk, as for an exec, whose one reader holds up nobody else.</summary>
    public string? BacklogDirectory { get; init; }

    /// <summary>
    /// A client that lags so far and took nothing for this long is dropped; a slow one that goes on reading is waited
    /// for, or a mere <c>| gzip</c> would lose output. Null for an exec, which has just that one reader.
    /// </summary>
    public TimeSpan? ClientStall { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long after the exit a process's children may hold its output open.</summary>
    public TimeSpan DrainGrace { get; init; } = TimeSpan.FromSeconds(2);

    public static StdioHubOptions ForExec(bool tty) => new() { Tty = tty, StdinOnce = true, ClientStall = null };
}
