using EngineApi.Engine;
using EngineApi.Server.Http;

namespace EngineApi.Server.System;

/// <summary><c>GET /healthz</c>: 200 and <c>ok</c>, or 503 with what is wrong. It answers while the engine starts, too.</summary>
internal static class HealthEndpoint
{
    public static async Task AnswerAsync(HttpContext context)
    {
        var parts = context.RequestServices;
        var ready = parts.GetRequiredService<EngineReady>()();
        if (!ready.IsCompleted) throw new EngineException(ErrorKind.Unavailable, "the engine is starting");
        await ready; // says why it could not start
        await parts.GetRequiredService<CheckHealth>().ExecuteAsync(context.RequestAborted);
        context.Response.ContentType = "text/plain; charset=utf-8";
        await context.Response.WriteAsync("ok\n", context.RequestAborted);
    }
}
