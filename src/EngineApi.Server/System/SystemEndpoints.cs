namespace EngineApi.Server.System;

/// <summary>Routes of the engine itself.</summary>
internal static class SystemEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/_ping", ["GET", "HEAD"], (RequestDelegate)PingEndpoint.AnswerAsync);
        routes.MapGet("/healthz", (RequestDelegate)(static context => context.Response.WriteAsync("ok\n", context.RequestAborted)));
    }
}
