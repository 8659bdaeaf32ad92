using Microsoft.AspNetCore.Routing.Patterns;

namespace EngineApi.Server.Http;

/// <summary>
/// Routing takes <c>/Containers/json/</c> for <c>/containers/json</c>; Docker's paths are exact, in their case and at their end.
/// </summary>
internal static class ExactPath
{
    /// <summary>Whether a path that routing has matched is written as its route is.</summary>
    public static bool IsOf(RoutePattern pattern, ReadOnlySpan<char> path)
    {
        var rest = path.TrimStart('/');
        foreach (var segment in pattern.PathSegments)
        {
            var part = segment.Parts[0];
            if (part is RoutePatternParameterPart { IsCatchAll: true }) return true;
            var end = rest.IndexOf('/');
            var text = end < 0 ? rest : rest[..end];
            if (part is RoutePatternLiteralPart literal && !text.SequenceEqual(literal.Content)) return false;
            // One more than there are segments: a slash at the end.
            rest = end < 0 ? [] : end == rest.Length - 1 ? "/" : rest[(end + 1)..];
        }
        return rest.IsEmpty;
    }
}
