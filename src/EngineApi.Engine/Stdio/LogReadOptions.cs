using EngineApi.Wire.Logs;

namespace EngineApi.Engine.Stdio;

/// <summary>What operation ContainerLogs asks for.</summary>
public sealed record LogReadOptions
{
    public bool Stdout { get; init; }

    public bool Stderr { get; init; }

    /// <summary>Stay until the container stops.</summary>
    public bool Follow { get; init; }

    /// <summary>Begin each entry with its time, nine digits of a second.</summary>
    public bool Timestamps { get; init; }

    /// <summary>Begin each entry with its attributes, as <c>key=value,…</c>.</summary>
    public bool Details { get; init; }

    /// <summary>A container with a TTY: no stdcopy frames.</summary>
    public bool Tty { get; init; }

    /// <summary>Only that many entries from the end, of both streams together; null for all.</summary>
    public int? Tail { get; init; }

    /// <summary>Entries of this time and later; null for all.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Entries of this time and earlier; null for all.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Stop at this place; null for the end.</summary>
    internal LogPosition? End { get; init; }

    internal long SinceNanoseconds => Since is { } since ? JsonFileTime.ToNanoseconds(since) : long.MinValue;

    internal long UntilNanoseconds => Until is { } until ? JsonFileTime.ToNanoseconds(until) : long.MaxValue;

    internal bool HasTimeLimits => Since is not null || Until is not null;

    /// <summary>The query value <c>tail</c>: a number, or <c>all</c>; what is not a number, as with Docker, or negative means all.</summary>
    public static int? ParseTail(string? tail) => int.TryParse(tail, out var count) && count >= 0 ? count : null;
}
