using EngineApi.Engine.Events;
using EngineApi.Server.Http;

namespace EngineApi.Server.Events;

/// <summary>The event feed.</summary>
internal static class EventEndpoints
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/events", WatchAsync);

    private static async Task WatchAsync(
        HttpContext context, string? since, string? until, string? filters, WatchEvents verb, TimeProvider time)
    {
        var feed = verb.ExecuteAsync(
            QueryValue.Moment(since, time), QueryValue.Moment(until, time), EventFilter.Parse(filters), context.RequestAborted);
        context.Response.ContentType = ErrorReply.Json;
        await context.Response.StartAsync(context.RequestAborted);
        var output = context.Response.BodyWriter;
        await output.FlushAsync(context.RequestAborted);
        await foreach (var published in feed)
            await output.WriteAsync(published.Line, context.RequestAborted);
    }
}
