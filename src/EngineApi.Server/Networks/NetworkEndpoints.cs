using EngineApi.Engine;
using EngineApi.Engine.Networks;
using EngineApi.Server.Http;
using EngineApi.Wire;
using EngineApi.Wire.Networks;

namespace EngineApi.Server.Networks;

/// <summary>The routes of networks.</summary>
internal static class NetworkEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/networks", List);
        routes.MapPost("/networks/create", CreateAsync);
        routes.MapPost("/networks/prune", PruneAsync);
        routes.MapGet("/networks/{id}", Inspect);
        routes.MapDelete("/networks/{id}", RemoveAsync);
        routes.MapPost("/networks/{id}/connect", ConnectAsync);
        routes.MapPost("/networks/{id}/disconnect", DisconnectAsync);
    }

    private static JsonAnswer<List<Network>> List(string? filters, ListNetworks verb) =>
        JsonAnswer.Ok(verb.Execute(QueryFilters.Parse(filters)), WireJson.Default.NetworkList);

    private static async Task<IResult> CreateAsync(HttpContext context, CreateNetwork verb)
    {
        var request = await JsonRequest.ReadAsync(context, WireJson.Default.NetworkCreateRequest);
        return JsonAnswer.Created(await verb.ExecuteAsync(request, context.RequestAborted), WireJson.Default.NetworkCreateResponse);
    }

    private static async Task<IResult> PruneAsync(HttpContext context, string? filters, PruneNetworks verb) =>
        JsonAnswer.Ok(await verb.ExecuteAsync(QueryFilters.Parse(filters), context.RequestAborted), WireJson.Default.NetworkPruneResponse);

    // "verbose" tells of the services of a swarm.
    private static JsonAnswer<Network> Inspect(HttpContext context, string id, QueryBool? verbose, string? scope, InspectNetwork verb)
    {
        // As dockerd, which is strict here.
        if (context.Request.Query["verbose"].ToString() is { Length: > 0 } text && !GoBool.TryParseExactly(text, out _))
            throw EngineException.InvalidParameter($"invalid value for verbose: {text}: strconv.ParseBool: parsing {GoQuote.Quote(text)}: invalid syntax");
        return JsonAnswer.Ok(verb.Execute(id, scope ?? ""), WireJson.Default.Network);
    }

    private static async Task<IResult> RemoveAsync(HttpContext context, string id, RemoveNetwork verb)
    {
        await verb.ExecuteAsync(id, context.RequestAborted);
        return TypedResults.NoContent();
    }

    private static async Task ConnectAsync(HttpContext context, string id, ConnectNetwork verb) =>
        await verb.ExecuteAsync(id, await JsonRequest.ReadAsync(context, WireJson.Default.NetworkConnectRequest), context.RequestAborted);

    private static async Task DisconnectAsync(HttpContext context, string id, DisconnectNetwork verb) =>
        await verb.ExecuteAsync(id, await JsonRequest.ReadAsync(context, WireJson.Default.NetworkDisconnectRequest), context.RequestAborted);
}
