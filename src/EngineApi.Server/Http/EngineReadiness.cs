using EngineApi.Engine;

namespace EngineApi.Server.Http;

/// <summary>Requests that came before the engine knows its containers wait here, and for nothing longer than that.</summary>
internal sealed class EngineReadiness(RequestDelegate next, EngineLifetime engine)
{
    public Task InvokeAsync(HttpContext context) => engine.Ready.IsCompletedSuccessfully ? next(context) : WaitAsync(context);

    private async Task WaitAsync(HttpContext context)
    {
        await engine.Ready.WaitAsync(context.RequestAborted);
        await next(context);
    }
}
