using EngineApi.Engine.RuntimeView;
using EngineApi.Server.Http;
using EngineApi.Wire;

namespace EngineApi.Server.RuntimeView;

/// <summary>What the runtime says, beside what Docker's API makes of it. Not part of that API.</summary>
internal static class RuntimeEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/runtime/events", WatchAsync);
        routes.MapGet("/runtime/tasks", ListAsync);
        routes.MapGet("/runtime/tasks/{id}", InspectAsync);
    }

    private static async Task WatchAsync(HttpContext context, RuntimeFeed feed, TimeProvider time)
    {
        using var reader = feed.Open();
        await ServerSentEvents.SendAsync(context, time, reader, static note => note.ServerSentEvent, opening: default, position: null);
    }

    private static async Task<IResult> ListAsync(HttpContext context, RuntimeTasks tasks) =>
        JsonAnswer.Ok(await tasks.ListAsync(context.RequestAborted), WireJson.Default.ListRuntimeTask);

    private static async Task<IResult> InspectAsync(HttpContext context, string id, RuntimeTasks tasks) =>
        JsonAnswer.Ok(await tasks.InspectAsync(id, context.RequestAborted), WireJson.Default.RuntimeTask);
}
