using EngineApi.Engine;
using EngineApi.Engine.Registry;
using EngineApi.Server.Http;
using EngineApi.Server.Metrics;
using EngineApi.Wire;
using EngineApi.Wire.System;

namespace EngineApi.Server.System;

/// <summary>Routes of the engine itself.</summary>
internal static class SystemEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/_ping", ["GET", "HEAD"], (RequestDelegate)PingEndpoint.AnswerAsync).WithMetadata(new AnswersEarly());
        routes.MapGet("/version", Version);
        routes.MapGet("/info", Info);
        routes.MapGet("/system/df", DiskUsageAsync);
        routes.MapPost("/auth", AuthAsync);
        // There is no plugin subsystem, so the list is truly empty.
        routes.MapGet("/plugins", (RequestDelegate)(static context => JsonAnswer.WriteAsync(context, "[]\n"u8.ToArray())));
        routes.MapGet("/plugins/{name}/json", NoPlugin);
        routes.MapGet("/healthz", (RequestDelegate)HealthEndpoint.AnswerAsync).WithMetadata(new AnswersEarly());
        routes.MapGet("/metrics", static (HttpContext context, MetricsEndpoint metrics) => metrics.AnswerAsync(context));
    }

    // "docker inspect NAME" asks for a plugin last, and takes only "not found" for an answer.
    private static IResult NoPlugin(string name) => throw EngineException.NotFound($"plugin \"{name}\" not found");

    private static async Task<JsonAnswer<SystemVersion>> Version(GetVersion verb, CancellationToken cancellationToken) =>
        JsonAnswer.Ok(await verb.ExecuteAsync(cancellationToken), WireJson.Default.SystemVersion);

    private static async Task<IResult> DiskUsageAsync(HttpContext context, string[]? type, GetDiskUsage verb)
    {
        // Before API 1.42 there was no choice.
        var version = context.ApiVersion();
        var usage = await verb.ExecuteAsync(version < new ApiVersion(1, 42) ? [] : type ?? [], context.RequestAborted);
        usage.ShapeFor(version);
        return JsonAnswer.Ok(usage, WireJson.Default.DiskUsage);
    }

    private static async Task<IResult> AuthAsync(HttpContext context, AuthenticateRegistry verb)
    {
        var config = await JsonRequest.ReadAsync(context, WireJson.Default.AuthConfig);
        return JsonAnswer.Ok(await verb.ExecuteAsync(config, context.RequestAborted), WireJson.Default.AuthResponse);
    }

    private static async Task<JsonAnswer<SystemInfo>> Info(GetInfo verb, HttpContext context, CancellationToken cancellationToken) =>
        JsonAnswer.Ok(await verb.ExecuteAsync(context.ApiVersion(), cancellationToken), WireJson.Default.SystemInfo);
}
