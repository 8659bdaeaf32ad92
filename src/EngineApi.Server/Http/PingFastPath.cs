using EngineApi.Server.System;

namespace EngineApi.Server.Http;

/// <summary>
/// Clients ping before nearly every command, without a version. That one path is answered before version, routing and
/// error handling, and allocates nothing.
/// </summary>
internal sealed class PingFastPath(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        return request.Path.Value is "/_ping" && (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
            ? PingEndpoint.AnswerAsync(context)
            : next(context);
    }
}
