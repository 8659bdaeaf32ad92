namespace EngineApi.Engine.Containers.Mounts;

/// <summary>The last part of <c>source:destination:mode</c>: options joined by commas, at most one of each kind.</summary>
internal sealed record MountMode
{
    public bool ReadOnly { get; private init; }
    public bool NoCopy { get; private init; }
    public string Propagation { get; private init; } = "";

    /// <summary>Null when an option is unknown or a kind is named twice. The empty mode is valid.</summary>
    public static MountMode? TryParse(string mode)
    {
        var parsed = new MountMode();
        if (mode.Length == 0)
            return parsed;
        var seen = new HashSet<char>();
        foreach (var option in mode.Split(','))
        {
            if (KindOf(option) is not { } kind || !seen.Add(kind))
                return null;
            parsed = kind switch
            {
                'a' => parsed with { ReadOnly = option == "ro" },
                'p' => parsed with { Propagation = option },
                'n' => parsed with { NoCopy = true },
                _ => parsed,
            };
        }
        return parsed;
    }

    public static bool IsPropagation(string text) => KindOf(text) == 'p';

    // Access, label, propagation, no-copy, consistency.
    private static char? KindOf(string option) => option switch
    {
        "ro" or "rw" => 'a',
        "z" or "Z" => 'l',
        "private" or "rprivate" or "shared" or "rshared" or "slave" or "rslave" => 'p',
        "nocopy" => 'n',
        "consistent" or "cached" or "delegated" or "default" => 'c',
        _ => null,
    };
}
