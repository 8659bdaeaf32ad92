namespace EngineApi.Engine.Containers.Spec;

/// <summary>The variables of a container's process.</summary>
internal static class SpecEnvironment
{
    public const string DefaultPath = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary>What the daemon sets of its own, with the container's variables over it.</summary>
    public static List<string> For(string hostname, bool tty, IReadOnlyList<string>? variables)
    {
        var environment = new List<string> { DefaultPath, "HOSTNAME=" + hostname };
        if (tty)
            environment.Add("TERM=xterm");
        return Override(environment, variables);
    }

    /// <summary>Later assignments replace earlier ones in place; a name without <c>=</c> removes its variable.</summary>
    public static List<string> Override(IEnumerable<string> environment, IReadOnlyList<string>? overrides)
    {
        var result = new List<string>(environment);
        foreach (var entry in overrides ?? [])
        {
            var name = NameOf(entry);
            var at = result.FindIndex(existing => NameOf(existing) == name);
            if (name.Length == entry.Length)
                result.RemoveAll(existing => NameOf(existing) == name);
            else if (at >= 0)
                result[at] = entry;
            else
                result.Add(entry);
        }
        return result;
    }

    public static string NameOf(string entry) => entry.IndexOf('=', StringComparison.Ordinal) is >= 0 and var at ? entry[..at] : entry;
}
