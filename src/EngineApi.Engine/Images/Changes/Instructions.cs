using System.Globalization;
using EngineApi.Wire.Containers;
using EngineApi.Wire.Json;

namespace EngineApi.Engine.Images.Changes;

/// <summary>What single Dockerfile instructions mean for a configuration (Dockerfile reference).</summary>
internal static class Instructions
{
    private static readonly string[] DefaultShell = ["/bin/sh", "-c"];

    private static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        "ADD", "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "LABEL", "MAINTAINER",
        "ONBUILD", "RUN", "SHELL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR",
    };

    private const int MaxPort = 65_535;

    public static bool IsKnown(string keyword) => Known.Contains(keyword);

    /// <summary>The exec form is taken as it is, the shell form gets the image's shell in front.</summary>
    public static List<string> Command(ContainerConfig config, string rest) =>
        Words.List(rest) ?? [.. config.Shell ?? (IEnumerable<string>)DefaultShell, rest];

    /// <summary>A variable that exists keeps its place.</summary>
    public static List<string> WithVariables(List<string>? environment, IReadOnlyList<KeyValuePair<string, string>> variables)
    {
        var result = new List<string>(environment ?? []);
        foreach (var (name, value) in variables)
        {
            var at = result.FindIndex(entry => entry == name || entry.StartsWith(name + "=", StringComparison.Ordinal));
            if (at < 0)
                result.Add($"{name}={value}");
            else
                result[at] = $"{name}={value}";
        }
        return result;
    }

    /// <summary><c>80</c>, <c>80/udp</c>, <c>8000-8010/tcp</c>.</summary>
    public static Dictionary<string, EmptyObject> WithPorts(Dictionary<string, EmptyObject>? ports, IReadOnlyList<string> words)
    {
        var result = new Dictionary<string, EmptyObject>(ports ?? [], StringComparer.Ordinal);
        foreach (var word in words)
        {
            var slash = word.IndexOf('/', StringComparison.Ordinal);
            var protocol = slash < 0 ? "tcp" : word[(slash + 1)..].ToLowerInvariant();
            var range = (slash < 0 ? word : word[..slash]).Split('-');
            if (protocol is not ("tcp" or "udp" or "sctp"))
                throw new FormatException($"invalid proto: {protocol}");
            var first = Port(range[0], word);
            var last = range.Length == 1 ? first : Port(range[1], word);
            if (range.Length > 2 || last < first)
                throw new FormatException($"invalid containerPort: {word}");
            for (var port = first; port <= last; port++)
                result[$"{port}/{protocol}"] = default;
        }
        return result;
    }

    public static Dictionary<string, EmptyObject> WithVolumes(Dictionary<string, EmptyObject>? volumes, IReadOnlyList<string> paths)
    {
        var result = new Dictionary<string, EmptyObject>(volumes ?? [], StringComparer.Ordinal);
        foreach (var path in paths)
        {
            if (path.Trim().Length == 0)
                throw new FormatException("VOLUME specified can not be an empty string");
            result[path] = default;
        }
        return result;
    }

    /// <summary>A relative directory is below the one so far.</summary>
    public static string Directory(string current, string directory)
    {
        var path = directory.StartsWith('/') ? directory : $"/{current}/{directory}";
        var parts = new List<string>();
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == ".." && parts.Count > 0)
                parts.RemoveAt(parts.Count - 1);
            else if (part is not ("." or ".."))
                parts.Add(part);
        }
        return "/" + string.Join('/', parts);
    }

    public static string Trigger(string rest) => rest.Split([' ', '\t'], 2)[0].ToUpperInvariant() switch
    {
        "ONBUILD" => throw new FormatException("Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed"),
        "MAINTAINER" or "FROM" => throw new FormatException($"{rest.Split([' ', '\t'], 2)[0].ToUpperInvariant()} isn't allowed as an ONBUILD trigger"),
        _ => rest,
    };

    private static int Port(string text, string word) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= MaxPort
            ? port
            : throw new FormatException($"invalid containerPort: {word}");
}
