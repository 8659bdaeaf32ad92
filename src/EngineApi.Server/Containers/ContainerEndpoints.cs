using System.Buffers;
using EngineApi.Engine;
using EngineApi.Engine.Containers;
using EngineApi.Server.Hijack;
using EngineApi.Server.Http;
using EngineApi.Server.Metrics;
using EngineApi.Wire;
using Microsoft.AspNetCore.Mvc;

namespace EngineApi.Server.Containers;

/// <summary>The routes of containers; streams of their own kind are in <see cref="ContainerStreamEndpoints"/>.</summary>
internal static class ContainerEndpoints
{
    /// <summary>Clients send {} or null with a start, blanks included.</summary>
    private const long LongestEmptyObject = 7;

    /// <summary>The first version whose updates can change it.</summary>
    private static readonly ApiVersion s_pidsLimitSince = new(1, 40);

    /// <summary>From this version on it is ignored.</summary>
    private static readonly ApiVersion s_noKernelMemorySince = new(1, 42);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/containers/json", ListAsync);
        routes.MapPost("/containers/create", CreateAsync).WithMetadata(new TimedAction("create"));
        routes.MapGet("/containers/{id}/json", InspectAsync);
        routes.MapGet("/containers/{id}/top", TopAsync);
        routes.MapPost("/containers/{id}/start", StartAsync).WithMetadata(new TimedAction("start"));
        routes.MapPost("/containers/{id}/stop", StopAsync);
        routes.MapPost("/containers/{id}/restart", RestartAsync);
        routes.MapPost("/containers/{id}/kill", KillAsync);
        routes.MapPost("/containers/{id}/rename", RenameAsync);
        routes.MapPost("/containers/{id}/pause", PauseAsync);
        routes.MapPost("/containers/{id}/unpause", UnpauseAsync);
        routes.MapPost("/containers/{id}/resize", ResizeAsync);
        routes.MapPost("/containers/{id}/update", UpdateAsync);
        routes.MapDelete("/containers/{id}", RemoveAsync).WithMetadata(new TimedAction("delete"));
        routes.MapDelete("/containers/{id}/{alias}", RemoveLinkAsync).ExcludeFromDescription();
        routes.MapPost("/containers/prune", PruneAsync);
        routes.MapPost("/containers/{id}/attach", ContainerStreamEndpoints.AttachAsync).WithMetadata(new HijackingEndpoint());
        routes.MapGet("/containers/{id}/attach/ws", WebSocketAttach.AttachAsync).WithMetadata(new WebSocketEndpoint());
        routes.MapGet("/containers/{id}/logs", ContainerStreamEndpoints.LogsAsync);
        routes.MapGet("/containers/{id}/stats", ContainerStreamEndpoints.StatsAsync);
        routes.MapPost("/containers/{id}/wait", ContainerStreamEndpoints.WaitAsync);
        ContainerFileEndpoints.Map(routes);
    }

    private static async Task ListAsync(HttpContext context, QueryBool? all, string? limit, QueryBool? size, string? filters, ListContainers verb)
    {
        var body = new ArrayBufferWriter<byte>(4096);
        await verb.WriteAsync(all == true, QueryValue.Limit(limit), size == true, filters, body, context.RequestAborted);
        await JsonAnswer.WriteAsync(context, body.WrittenMemory);
    }

    private static async Task<IResult> CreateAsync(HttpContext context, string? name, string? platform, CreateContainer verb)
    {
        var request = await JsonRequest.ReadAsync(context, WireJson.Default.ContainerCreateRequest);
        if (request.HostConfig is not null && context.ApiVersion() >= s_noKernelMemorySince)
            request.HostConfig.KernelMemory = 0;
        MountsOfVersion.Apply(request, context.ApiVersion());
        return JsonAnswer.Created(await verb.ExecuteAsync(name, platform, request, context.RequestAborted), WireJson.Default.ContainerCreateResponse);
    }

    private static async Task<IResult> InspectAsync(HttpContext context, string id, QueryBool? size, InspectContainer verb)
    {
        var container = await verb.ExecuteAsync(id, size == true, context.RequestAborted);
        container.ShapeFor(context.ApiVersion());
        return JsonAnswer.Ok(container, WireJson.Default.ContainerInspect);
    }

    private static async Task<IResult> TopAsync(HttpContext context, string id, string? ps_args, TopContainer verb) =>
        JsonAnswer.Ok(await verb.ExecuteAsync(id, ps_args, context.RequestAborted), WireJson.Default.ContainerTop);

    private static async Task<IResult> StartAsync(
        HttpContext context, string id, string? checkpoint, [FromQuery(Name = "checkpoint-dir")] string? checkpointDir, StartContainer verb)
    {
        if (context.Request.ContentLength > LongestEmptyObject)
            throw EngineException.InvalidParameter("starting container with non-empty request body was deprecated since API v1.22 and removed in v1.24");
        await (string.IsNullOrEmpty(checkpoint)
            ? verb.ExecuteAsync(id, context.RequestAborted)
            : verb.ExecuteAsync(id, checkpoint, checkpointDir, context.RequestAborted));
        return TypedResults.NoContent();
    }

    private static async Task<IResult> StopAsync(HttpContext context, string id, string? signal, string? t, StopContainer verb)
    {
        await verb.ExecuteAsync(id, signal, QueryValue.Seconds(t), context.RequestAborted);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> RestartAsync(HttpContext context, string id, string? signal, string? t, RestartContainer verb)
    {
        await verb.ExecuteAsync(id, signal, QueryValue.Seconds(t), context.RequestAborted);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> KillAsync(HttpContext context, string id, string? signal, KillContainer verb)
    {
        await verb.ExecuteAsync(id, signal, context.RequestAborted);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> RenameAsync(HttpContext context, string id, string? name, RenameContainer verb)
    {
        await verb.ExecuteAsync(id, name ?? "", context.RequestAborted);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> PauseAsync(HttpContext context, string id, PauseContainer verb)
    {
        await verb.ExecuteAsync(id, context.RequestAborted);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> UnpauseAsync(HttpContext context, string id, UnpauseContainer verb)
    {
        await verb.ExecuteAsync(id, context.RequestAborted);
        return TypedResults.NoContent();
    }

    private static async Task ResizeAsync(HttpContext context, string id, string? h, string? w, ResizeContainer verb)
    {
        await verb.ExecuteAsync(id, QueryValue.TerminalSize(h, "height"), QueryValue.TerminalSize(w, "width"), context.RequestAborted);
        context.Response.ContentLength = 0;
    }

    private static async Task<IResult> UpdateAsync(HttpContext context, string id, UpdateContainer verb)
    {
        var request = await JsonRequest.ReadAsync(context, WireJson.Default.ContainerUpdateRequest);
        if (context.ApiVersion() < s_pidsLimitSince)
            request.PidsLimit = null;
        if (context.ApiVersion() >= s_noKernelMemorySince)
            request.KernelMemory = 0;
        return JsonAnswer.Ok(await verb.ExecuteAsync(id, request, context.RequestAborted), WireJson.Default.ContainerUpdateResponse);
    }

    private static async Task<IResult> RemoveAsync(HttpContext context, string id, QueryBool? force, QueryBool? v, QueryBool? link, RemoveContainer verb, RemoveLink links)
    {
        if (link == true)
            await links.ExecuteAsync(id, context.RequestAborted);
        else
            await verb.ExecuteAsync(id, force == true, v == true, context.RequestAborted);
        return TypedResults.NoContent();
    }

    /// <summary>A link's name has a slash in it; without <paramref name="link"/> it is none of a container.</summary>
    private static async Task<IResult> RemoveLinkAsync(HttpContext context, string id, string alias, QueryBool? link, RemoveLink verb)
    {
        var name = $"{id}/{alias}";
        if (link != true)
            throw EngineException.NotFound("No such container: " + name);
        await verb.ExecuteAsync(name, context.RequestAborted);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> PruneAsync(HttpContext context, string? filters, PruneContainers verb) =>
        JsonAnswer.Ok(await verb.ExecuteAsync(QueryFilters.Parse(filters), context.RequestAborted), WireJson.Default.ContainerPruneResponse);
}
