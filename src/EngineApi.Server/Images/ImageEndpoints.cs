using EngineApi.Engine;
using EngineApi.Engine.Images;
using EngineApi.Server.Http;
using EngineApi.Wire;

namespace EngineApi.Server.Images;

/// <summary>The routes of images.</summary>
internal static class ImageEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/images/json", ListAsync);
        routes.MapPost("/images/load", LoadAsync);
        routes.MapPost("/images/create", CreateAsync);
        routes.MapGet("/images/{name}/json", InspectAsync);
        routes.MapGet("/images/{name}/history", HistoryAsync);
        routes.MapPost("/images/{name}/tag", TagAsync);
        routes.MapDelete("/images/{name}", RemoveAsync);
    }

    private static async Task<IResult> ListAsync(
        HttpContext context,
        string? filters,
        string? filter,
        [Microsoft.AspNetCore.Mvc.FromQuery(Name = "shared-size")] QueryBool? sharedSize,
        QueryBool? manifests,
        ListImages verb)
    {
        if (!string.IsNullOrEmpty(filter) && context.ApiVersion() >= new ApiVersion(1, 41))
            throw EngineException.InvalidParameter("the filter parameter is gone since API 1.41: use filters");
        var version = context.ApiVersion();
        var images = await verb.ExecuteAsync(QueryFilters.Parse(filters), sharedSize == true, manifests == true, context.RequestAborted);
        foreach (var image in images)
            image.ShapeFor(version);
        return JsonAnswer.Ok([.. images], WireJson.Default.ImageSummaryList);
    }

    private static async Task<IResult> InspectAsync(HttpContext context, string name, QueryBool? manifests, InspectImage verb)
    {
        var image = await verb.ExecuteAsync(name, manifests == true, context.RequestAborted);
        image.ShapeFor(context.ApiVersion());
        return JsonAnswer.Ok(image, WireJson.HtmlEscaped.ImageInspect);
    }

    private static async Task<IResult> HistoryAsync(HttpContext context, string name, ImageHistory verb) =>
        JsonAnswer.Ok([.. await verb.ExecuteAsync(name, context.RequestAborted)], WireJson.Default.ImageHistory);

    private static async Task TagAsync(HttpContext context, string name, string? repo, string? tag, TagImage verb)
    {
        await verb.ExecuteAsync(name, repo ?? "", tag ?? "", context.RequestAborted);
        context.Response.StatusCode = StatusCodes.Status201Created;
        context.Response.ContentLength = 0;
    }

    private static async Task<IResult> RemoveAsync(HttpContext context, string name, QueryBool? force, RemoveImage verb) =>
        JsonAnswer.Ok([.. await verb.ExecuteAsync(name, force == true, context.RequestAborted)], WireJson.Default.ImageDeleteList);

    private static Task LoadAsync(HttpContext context, LoadImages verb) =>
        ProgressAnswer.WriteAsync(context, report => verb.ExecuteAsync(context.Request.Body, report, context.RequestAborted));

    private static async Task CreateAsync(
        HttpContext context,
        string? fromImage,
        string? fromSrc,
        string? repo,
        string? tag,
        string? message,
        string? platform,
        CreateImage verb)
    {
        var request = new ImportRequest
        {
            Repository = repo ?? "",
            Tag = tag ?? "",
            Message = message ?? "",
            Platform = platform ?? "",
            Changes = [.. context.Request.Query["changes"].OfType<string>()],
        };
        var id = await verb.ExecuteAsync(fromImage ?? "", fromSrc ?? "", context.Request.Body, request, context.RequestAborted);
        await ProgressAnswer.WriteAsync(context, report => report(new() { Status = id }).AsTask());
    }
}
