using EngineApi.Engine.Volumes;
using EngineApi.Server.Http;
using EngineApi.Wire;
using EngineApi.Wire.Volumes;

namespace EngineApi.Server.Volumes;

/// <summary>The routes of volumes.</summary>
internal static class VolumeEndpoints
{
    /// <summary>From here on a prune spares volumes that have a name, unless it is told otherwise.</summary>
    private static readonly ApiVersion AnonymousOnly = new(1, 42);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/volumes", List);
        routes.MapPost("/volumes/create", CreateAsync);
        routes.MapPost("/volumes/prune", PruneAsync);
        routes.MapGet("/volumes/{name}", Inspect);
        routes.MapDelete("/volumes/{name}", RemoveAsync);
    }

    private static JsonAnswer<VolumeListResponse> List(string? filters, ListVolumes verb)
    {
        try
        {
            return JsonAnswer.Ok(verb.Execute(QueryFilters.Parse(filters)), WireJson.Default.VolumeListResponse);
        }
        catch (Engine.EngineException e) when (e.Message == "invalid filter")
        {
            throw Engine.EngineException.InvalidParameter("error reading volume filters: invalid filter", e);
        }
    }

    private static async Task<IResult> CreateAsync(HttpContext context, CreateVolume verb)
    {
        var request = await JsonRequest.ReadAsync(context, WireJson.Default.VolumeCreateRequest);
        return JsonAnswer.Created(await verb.ExecuteAsync(request, context.RequestAborted), WireJson.Default.Volume);
    }

    private static async Task<IResult> PruneAsync(HttpContext context, string? filters, PruneVolumes verb) => JsonAnswer.Ok(
        await verb.ExecuteAsync(QueryFilters.Parse(filters), named: context.ApiVersion() < AnonymousOnly, context.RequestAborted),
        WireJson.Default.VolumePruneResponse);

    private static JsonAnswer<Volume> Inspect(string name, InspectVolume verb) => JsonAnswer.Ok(verb.Execute(name), WireJson.Default.Volume);

    private static async Task<IResult> RemoveAsync(HttpContext context, string name, QueryBool? force, RemoveVolume verb)
    {
        await verb.ExecuteAsync(name, force == true, context.RequestAborted);
        return TypedResults.NoContent();
    }
}
