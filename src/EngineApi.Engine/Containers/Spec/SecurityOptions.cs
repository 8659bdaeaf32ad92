namespace EngineApi.Engine.Containers.Spec;

/// <summary>HostConfig.SecurityOpt, read.</summary>
internal sealed record SecurityOptions
{
    public bool NoNewPrivileges { get; init; }
    public bool WritableCgroups { get; init; }
    public string? AppArmor { get; init; }
    public string? Seccomp { get; init; }
    /// <summary>SELinux options: disable, user:U, role:R, type:T, level:L, nested.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <exception cref="EngineException">An option that is unknown, or misses its value.</exception>
    public static SecurityOptions Parse(IReadOnlyList<string>? options)
    {
        var parsed = new SecurityOptions();
        var labels = new List<string>();
        foreach (var option in options ?? [])
        {
            // A colon is the older spelling; JSON profiles hold colons too, so "=" goes first.
            var separator = option.Contains('=', StringComparison.Ordinal) ? '=' : ':';
            var parts = option.Split(separator, 2);
            parsed = (parts[0], parts.Length) switch
            {
                ("no-new-privileges", 1) => parsed with { NoNewPrivileges = true },
                ("writable-cgroups", 1) => parsed with { WritableCgroups = true },
                ("disable", 1) => Label(parsed, labels, "disable"),
                (_, 1) => throw EngineException.InvalidParameter($"invalid --security-opt 1: \"{option}\""),
                ("label", _) => Label(parsed, labels, parts[1]),
                ("apparmor", _) => parsed with { AppArmor = parts[1] },
                ("seccomp", _) => parsed with { Seccomp = parts[1] },
                ("no-new-privileges", _) => parsed with { NoNewPrivileges = Flag(parts[1], option) },
                ("writable-cgroups", _) => parsed with { WritableCgroups = Flag(parts[1], option) },
                _ => throw EngineException.InvalidParameter($"invalid --security-opt 2: \"{option}\""),
            };
        }
        return parsed with { Labels = labels };
    }

    private static SecurityOptions Label(SecurityOptions options, List<string> labels, string value)
    {
        labels.Add(value);
        return options;
    }

    private static bool Flag(string text, string option) => BoolText.TryParse(text, out var value)
        ? value
        : throw EngineException.InvalidParameter($"invalid --security-opt 2: \"{option}\"");
}
