using System.Diagnostics.CodeAnalysis;
using EngineApi.Server.Compatibility;

namespace EngineApi.Server.Http;

/// <summary>
/// Names may hold slashes, and clients do not escape them: <c>GET /images/registry:5000/team/app/json</c>.
/// A route parameter is one segment, so the slashes inside a name are written as <c>%2F</c> before routing
/// and turned back after it.
/// </summary>
internal sealed class SlashedNames
{
    private const string Escaped = "%2F";

    /// <summary>Method and collection (<c>GET /images</c>) to the endings that follow a name there; the longest comes first.</summary>
    private readonly Dictionary<(string Method, string Collection), string[]> _endings;

    public SlashedNames(IEnumerable<ApiOperation> operations) =>
        _endings = operations
            .Where(static o => o.Path.Split('/') is [_, _, ['{', ..], ..])
            .Select(static o => (Segments: o.Path.Split('/', 4), o.Method))
            .GroupBy(static o => (o.Method, o.Segments[1]))
            .ToDictionary(
                static g => g.Key,
                static g => g.Select(static o => o.Segments.Length > 3 ? "/" + o.Segments[3] : "")
                    .OrderByDescending(static ending => ending.Length).ToArray());

    public bool TryJoin(string method, string path, [NotNullWhen(true)] out string? joined)
    {
        joined = null;
        var name = path.IndexOf('/', 1) + 1;
        // Two segments never hide a slash; three do only when the third is no verb.
        if (name <= 1 || path.IndexOf('/', name) < 0) return false;
        if (!_endings.TryGetValue((method, path[1..(name - 1)]), out var endings)) return false;
        if (HasTwoNames(path, name)) return false;
        foreach (var ending in endings)
        {
            var length = path.Length - ending.Length - name;
            if (length <= 0 || !path.EndsWith(ending, StringComparison.Ordinal)) continue;
            var text = path.AsSpan(name, length);
            if (!text.Contains('/')) return false;
            joined = string.Concat(path.AsSpan(0, name), text.ToString().Replace("/", Escaped, StringComparison.Ordinal), ending);
            return true;
        }
        return false;
    }

    /// <summary>Gives endpoints the names as the client meant them.</summary>
    public static void Restore(RouteValueDictionary values)
    {
        foreach (var (key, value) in values)
        {
            if (value is not string text || !text.Contains('%', StringComparison.Ordinal)) continue;
            RestoreAll(values);
            return;
        }
    }

    private static void RestoreAll(RouteValueDictionary values)
    {
        foreach (var (key, value) in values.ToArray())
        {
            if (value is string text)
                values[key] = text.Replace(Escaped, "/", StringComparison.OrdinalIgnoreCase);
        }
    }

    /// <summary>Checkpoints have the only route that a removal of a container could be taken for: <c>/containers/{id}/checkpoints/{checkpoint}</c>.</summary>
    private static bool HasTwoNames(string path, int name)
    {
        Span<Range> parts = stackalloc Range[4];
        var rest = path.AsSpan(name);
        return rest.Split(parts, '/') == 3 && rest[parts[1]] is "checkpoints" && path.StartsWith("/containers/", StringComparison.Ordinal);
    }
}
