namespace EngineApi.Server.Http;

/// <summary>Completes when the engine knows its containers; faults when it could not start.</summary>
internal delegate Task EngineReady();

/// <summary>Marks a route that needs no engine: it answers from the first moment on.</summary>
internal sealed class AnswersEarly;

/// <summary>Requests that came before the engine knows its containers wait here, and for nothing longer than that.</summary>
internal sealed class EngineReadiness(RequestDelegate next, EngineReady ready)
{
    public Task InvokeAsync(HttpContext context) =>
        ready().IsCompletedSuccessfully || context.GetEndpoint()?.Metadata.GetMetadata<AnswersEarly>() is not null
            ? next(context)
            : WaitAsync(context);

    private async Task WaitAsync(HttpContext context)
    {
        await ready().WaitAsync(context.RequestAborted);
        await next(context);
    }
}
