using System.Text.Json.Serialization.Metadata;
using EngineApi.Engine;
using EngineApi.Wire;

namespace EngineApi.Server.Http;

/// <summary>Reads a JSON body, strictly and to its end.</summary>
internal static class JsonRequest
{
    /// <exception cref="EngineException">InvalidParameter: another content type, or a body that is not what it should be.</exception>
    public static async Task<T> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type)
        where T : class, new()
    {
        CheckContentType(context.Request);
        try
        {
            return await RequestBody.ReadAsync(context.Request.Body, type, context.RequestAborted);
        }
        catch (FormatException e)
        {
            throw EngineException.InvalidParameter(e.Message, e);
        }
    }

    /// <summary>As <see cref="ReadAsync{T}"/>; no body at all is an empty object.</summary>
    public static Task<T> ReadOptionalAsync<T>(HttpContext context, JsonTypeInfo<T> type)
        where T : class, new() =>
        HasBody(context.Request) ? ReadAsync(context, type) : Task.FromResult(new T());

    private static bool HasBody(HttpRequest request) =>
        request.ContentLength is not (null or 0) || request.Headers.TransferEncoding.Count > 0;

    /// <summary>dockerd's rule: no type at all passes for an empty body only.</summary>
    private static void CheckContentType(HttpRequest request)
    {
        var type = request.ContentType;
        if (string.IsNullOrEmpty(type) && !HasBody(request))
            return;
        var media = (type ?? "").Split(';')[0].Trim();
        if (!media.Equals("application/json", StringComparison.OrdinalIgnoreCase))
            throw EngineException.InvalidParameter($"unsupported Content-Type header ({type}): must be 'application/json'");
    }
}
