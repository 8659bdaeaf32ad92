using EngineApi.Wire;

namespace EngineApi.Server.Http;

/// <summary>
/// Takes <c>/vX.Y</c> off the path before routing, so that each route is written once.
/// Names with slashes (<c>/images/registry/repo/json</c>) become one segment here too.
/// </summary>
internal sealed class VersionPrefix(RequestDelegate next, SlashedNames names)
{
    // Clients use a handful of versions; their features are shared by all requests.
    private readonly Dictionary<string, RequestedVersion>.AlternateLookup<ReadOnlySpan<char>> _known =
        Known().GetAlternateLookup<ReadOnlySpan<char>>();

    public Task InvokeAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "/";
        if (RequestedVersion.TrySplit(path, out var text, out var rest))
        {
            context.Features.Set(_known.TryGetValue(text, out var known) ? known : RequestedVersion.Parse(text));
            path = path[rest..];
            context.Request.Path = path;
        }
        if (names.TryJoin(context.Request.Method, path, out var joined)) context.Request.Path = joined;
        return next(context);
    }

    private static Dictionary<string, RequestedVersion> Known()
    {
        var known = new Dictionary<string, RequestedVersion>(StringComparer.Ordinal);
        for (var minor = ApiVersion.Min.Minor; minor <= ApiVersion.Max.Minor; minor++)
        {
            var version = new ApiVersion(1, minor);
            known.Add(version.ToString(), new(version.ToString(), version));
        }
        return known;
    }
}
