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
        context.Request.ContentLength is 0 || (context.Request.ContentLength is null && context.Request.Headers.TransferEncoding.Count == 0)
            ? Task.FromResult(new T())
            : ReadAsync(context, type);

    /// <summary>dockerd's rule: no type at all passes for an empty body only.</summary>
    private static void CheckContentType(HttpRequest request)
    {
        var type = request.ContentType;
        if (string.IsNullOrEmpty(type) && request.ContentLength is 0)
            return;
        var media = (type ?? "").Split(';')[0].Trim();
        if (!media.Equals("application/json", StringComparison.OrdinalIgnoreCase))
            throw EngineException.InvalidParameter($"unsupported Content-Type header ({type}): must be 'application/json'");
    }
}
