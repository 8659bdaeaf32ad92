using System.Text.Json.Serialization.Metadata;
using EngineApi.Engine;
using EngineApi.Server.Hijack;
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
            var body = await RequestBody.ReadAsync(context.Request.Body, type, context.RequestAborted);
            context.Features.Get<HijackableConnection>()?.BodyRead();
            return body;
        }
        catch (FormatException e)
        {
            throw EngineException.InvalidParameter(e.Message, e);
        }
        catch (OperationCanceledException e) when (e.InnerException is CutBodyException cut)
        {
            throw EngineException.InvalidParameter("invalid JSON: " + cut.Message, e);
        }
    }

    /// <summary>As <see cref="ReadAsync{T}"/>; no body at all is an empty object.</summary>
    public static Task<T> ReadOptionalAsync<T>(HttpContext context, JsonTypeInfo<T> type)
        where T : class, new() =>
        HasBody(context.Request) ? ReadAsync(context, type) : Task.FromResult(new T());

    /// <summary>Whether the request says that a body follows.</summary>
    public static bool HasBody(HttpRequest request) =>
        request.ContentLength is not (null or 0) || request.Headers.TransferEncoding.Count > 0;

    /// <summary>Whether the request says that its body is JSON.</summary>
    public static bool IsJson(HttpRequest request)
    {
        var media = request.ContentType.AsSpan();
        var parameters = media.IndexOf(';');
        return (parameters < 0 ? media : media[..parameters]).Trim().Equals("application/json", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>dockerd's rule: no type at all passes for an empty body only.</summary>
    private static void CheckContentType(HttpRequest request)
    {
        if (string.IsNullOrEmpty(request.ContentType) && !HasBody(request))
            return;
        if (!IsJson(request))
            throw EngineException.InvalidParameter($"unsupported Content-Type header ({request.ContentType}): must be 'application/json'");
    }
}
