using EngineApi.Server.Http;
using Microsoft.Extensions.Primitives;

namespace EngineApi.Server.System;

/// <summary><c>GET</c> and <c>HEAD /_ping</c>: clients negotiate the API version from its headers.</summary>
internal static class PingEndpoint
{
    private static readonly StringValues NoCache = "no-cache, no-store, must-revalidate";
    private static readonly StringValues Pragma = "no-cache";
    private static readonly StringValues Swarm = "inactive";
    // The CLI picks the classic POST /build, as BuildKit's /session and /grpc are not served.
    private static readonly StringValues Builder = "1";
    private static readonly byte[] Body = "OK"u8.ToArray();

    public static Task AnswerAsync(HttpContext context)
    {
        var response = context.Response;
        var headers = response.Headers;
        EngineHeaders.Set(headers);
        headers["Builder-Version"] = Builder;
        headers["Swarm"] = Swarm;
        headers.CacheControl = NoCache;
        headers.Pragma = Pragma;
        response.ContentType = "text/plain; charset=utf-8";
        if (HttpMethods.IsHead(context.Request.Method))
        {
            response.ContentLength = 0;
            return Task.CompletedTask;
        }
        response.ContentLength = Body.Length;
        var write = response.BodyWriter.WriteAsync(Body);
        if (!write.IsCompletedSuccessfully) return write.AsTask();
        _ = write.Result; // hands the source of the ValueTask back
        return Task.CompletedTask;
    }
}
