namespace EngineApi.Linux.Host;

/// <summary>os-release(5): shell-like assignments.</summary>
public static class OsRelease
{
    /// <summary>The variables of /etc/os-release or /usr/lib/os-release; empty when neither exists.</summary>
    public static IReadOnlyDictionary<string, string> Read()
    {
        foreach (var path in (string[])["/etc/os-release", "/usr/lib/os-release"])
        {
            if (File.Exists(path))
                return Parse(File.ReadAllText(path));
        }

        return new Dictionary<string, string>();
    }

    public static IReadOnlyDictionary<string, string> Parse(string text)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in text.Split('\n'))
        {
            var equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0 && line[0] != '#')
                variables[line[..equals].Trim()] = Unquote(line[(equals + 1)..].Trim());
        }

        return variables;
    }

    private static string Unquote(string value) => value switch
    {
        ['"', .. var inner, '"'] => inner.Replace("\\\"", "\"", StringComparison.Ordinal)
            .Replace("\\$", "$", StringComparison.Ordinal).Replace("\\`", "`", StringComparison.Ordinal)
            .Replace("\\\\", "\\", StringComparison.Ordinal),
        ['\'', .. var inner, '\''] => inner,
        _ => value,
    };
}
