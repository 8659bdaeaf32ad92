using EngineApi.Server.Http;

namespace EngineApi.Server.Metrics;

/// <summary>Marks a connection to <c>--metrics-addr</c>.</summary>
internal sealed class MetricsConnection
{
    public static MetricsConnection Instance { get; } = new();
}

/// <summary>Whoever came by <c>--metrics-addr</c> gets the metrics and nothing else: that address may be open to a whole network.</summary>
internal sealed class MetricsConnections(RequestDelegate next, EngineReady ready)
{
    public Task InvokeAsync(HttpContext context) =>
        context.Features.Get<MetricsConnection>() is null ? next(context) : AnswerAsync(context);

    private async Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Path.Value is not "/metrics" || !HttpMethods.IsGet(context.Request.Method))
        {
            await ErrorReply.WriteAsync(context, StatusCodes.Status404NotFound, "page not found");
            return;
        }
        if (!ready().IsCompletedSuccessfully)
        {
            await ErrorReply.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, "the engine is not ready");
            return;
        }
        await context.RequestServices.GetRequiredService<MetricsEndpoint>().AnswerAsync(context);
    }
}
