using EngineApi.Engine.Containers.Checkpoints;
using EngineApi.Server.Http;
using EngineApi.Wire;
using EngineApi.Wire.Containers;

namespace EngineApi.Server.Containers;

/// <summary>The routes of checkpoints, which Docker calls experimental and leaves out of its API document.</summary>
internal static class CheckpointEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/containers/{id}/checkpoints", CreateAsync);
        routes.MapGet("/containers/{id}/checkpoints", List);
        routes.MapDelete("/containers/{id}/checkpoints/{checkpoint}", DeleteAsync);
    }

    private static async Task<IResult> CreateAsync(HttpContext context, string id, CreateCheckpoint verb)
    {
        var request = await JsonRequest.ReadAsync(context, WireJson.Default.CheckpointCreateRequest);
        await verb.ExecuteAsync(id, request, context.RequestAborted);
        return TypedResults.StatusCode(StatusCodes.Status201Created);
    }

    private static JsonAnswer<List<Checkpoint>> List(string id, string? dir, ListCheckpoints verb) =>
        JsonAnswer.Ok(verb.Execute(id, dir), WireJson.Default.CheckpointList);

    private static async Task<IResult> DeleteAsync(HttpContext context, string id, string checkpoint, string? dir, DeleteCheckpoint verb)
    {
        await verb.ExecuteAsync(id, checkpoint, dir, context.RequestAborted);
        return TypedResults.NoContent();
    }
}
