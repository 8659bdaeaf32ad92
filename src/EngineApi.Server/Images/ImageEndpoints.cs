using EngineApi.Engine.Containers.Commit;
using EngineApi.Engine.Images;
using EngineApi.Engine.Images.Pull;
using EngineApi.Engine.Images.Push;
using EngineApi.Engine.Images.Save;
using EngineApi.Engine.Registry;
using EngineApi.Server.Http;
using EngineApi.Server.Metrics;
using EngineApi.Wire;

namespace EngineApi.Server.Images;

/// <summary>The routes of images.</summary>
internal static class ImageEndpoints
{
    private const string Tar = "application/x-tar";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/images/json", ListAsync);
        routes.MapPost("/images/create", CreateAsync);
        routes.MapPost("/images/load", LoadAsync);
        routes.MapGet("/images/get", SaveAllAsync);
        routes.MapGet("/images/{name}/get", SaveAsync);
        routes.MapGet("/images/{name}/json", InspectAsync);
        routes.MapGet("/images/{name}/history", HistoryAsync);
        routes.MapPost("/images/{name}/tag", TagAsync);
        routes.MapDelete("/images/{name}", RemoveAsync);
        routes.MapPost("/images/prune", PruneAsync);
        routes.MapPost("/images/{name}/push", PushAsync);
        routes.MapGet("/images/search", SearchAsync);
        routes.MapGet("/distribution/{name}/json", DistributionAsync);
        routes.MapPost("/commit", CommitAsync).WithMetadata(new TimedAction("commit"));
    }

    private static async Task<IResult> ListAsync(HttpContext context, [AsParameters] ImageListQuery query, ListImages verb)
    {
        var images = await verb.ExecuteAsync(
            query.ParseFilters(context.ApiVersion()),
            query.SharedSize == true && context.ApiVersion() >= new ApiVersion(1, 42),
            query.Manifests == true && context.ApiVersion() >= new ApiVersion(1, 47),
            context.RequestAborted);
        foreach (var image in images)
            image.ShapeFor(context.ApiVersion());
        return JsonAnswer.Ok([.. images], WireJson.Default.ImageSummaryList);
    }

    private static async Task CreateAsync(HttpContext context, [AsParameters] ImageCreateQuery query, PullImage pull, ImportImage import, ImportFromUrl download)
    {
        if (!string.IsNullOrEmpty(query.FromImage))
        {
            await new ProgressAnswer(context).RunStartedAsync(report => pull.ExecuteAsync(
                query.FromImage, query.Tag ?? "", query.Platform ?? "", context.Request.RegistryAuth(), report, context.RequestAborted));
            return;
        }
        query.CheckSource();
        if (query.FromSrc != "-")
        {
            await new ProgressAnswer(context).RunStartedAsync(report => download.ExecuteAsync(query.FromSrc!, query.ToImport(), report, context.RequestAborted));
            return;
        }

        var id = await import.ExecuteAsync(context.Request.Body, query.ToImport(), context.RequestAborted);
        await new ProgressAnswer(context).WriteAsync(new() { Status = id });
    }

    private static Task LoadAsync(HttpContext context, string? platform, LoadImages verb)
    {
        var wanted = context.WantedPlatform(platform, since: 48);
        // "quiet" leaves out progress bars, which are not sent in any case.
        return new ProgressAnswer(context).RunAsync(report => verb.ExecuteAsync(context.Request.Body, wanted, report, context.RequestAborted));
    }

    private static Task SaveAllAsync(HttpContext context, string[]? names, string? platform, SaveImages verb) => verb.ExecuteAsync(
        names ?? [], context.WantedPlatform(platform, since: 48), context.Response.BodyWriter, () => context.Response.ContentType = Tar, context.RequestAborted);

    private static Task SaveAsync(HttpContext context, string name, string? platform, SaveImages verb) =>
        SaveAllAsync(context, [name], platform, verb);

    private static async Task<IResult> InspectAsync(HttpContext context, string name, QueryBool? manifests, string? platform, InspectImage verb)
    {
        var image = await verb.ExecuteAsync(
            name, context.WantedPlatform(platform, since: 49), manifests == true && context.ApiVersion() >= new ApiVersion(1, 48), context.RequestAborted);
        image.ShapeFor(context.ApiVersion());
        return JsonAnswer.Ok(image, WireJson.HtmlEscaped.ImageInspect);
    }

    private static async Task<IResult> HistoryAsync(HttpContext context, string name, string? platform, ImageHistory verb) =>
        JsonAnswer.Ok([.. await verb.ExecuteAsync(name, context.WantedPlatform(platform, since: 48), context.RequestAborted)], WireJson.Default.ImageHistory);

    private static async Task<IResult> TagAsync(HttpContext context, string name, string? repo, string? tag, TagImage verb)
    {
        await verb.ExecuteAsync(name, repo ?? "", tag ?? "", context.RequestAborted);
        return TypedResults.StatusCode(StatusCodes.Status201Created);
    }

    private static async Task<IResult> RemoveAsync(HttpContext context, string name, QueryBool? force, string[]? platforms, RemoveImage verb, RemoveImagePlatforms partly)
    {
        var wanted = (platforms ?? []).Select(platform => context.WantedPlatform(platform, since: 50)).OfType<WantedPlatform>().ToArray();
        var gone = wanted.Length == 0
            ? await verb.ExecuteAsync(name, force == true, context.RequestAborted)
            : await partly.ExecuteAsync(name, force == true, wanted, context.RequestAborted);
        return JsonAnswer.Ok([.. gone], WireJson.Default.ImageDeleteList);
    }

    private static async Task<IResult> PruneAsync(HttpContext context, string? filters, PruneImages verb) =>
        JsonAnswer.Ok(await verb.ExecuteAsync(QueryFilters.Parse(filters), context.RequestAborted), WireJson.Default.ImagePruneResponse);

    private static Task PushAsync(HttpContext context, string name, string? tag, string? platform, PushImage verb)
    {
        var wanted = context.WantedPlatform(platform, since: 46);
        return new ProgressAnswer(context).RunStartedAsync(report =>
            verb.ExecuteAsync(name, tag ?? "", wanted, context.Request.RegistryAuth(), report, context.RequestAborted));
    }

    private static async Task<IResult> SearchAsync(HttpContext context, string? term, string? limit, string? filters, SearchImages verb) =>
        JsonAnswer.Ok(
            await verb.ExecuteAsync(
                term ?? "", ImageSearchQuery.ParseLimit(limit), QueryFilters.Parse(filters), context.Request.RegistryAuth(), context.RequestAborted),
            WireJson.Default.ImageSearchList);

    private static async Task<IResult> DistributionAsync(HttpContext context, string name, InspectDistribution verb) =>
        JsonAnswer.Ok(
            await verb.ExecuteAsync(name, context.Request.RegistryAuth(), context.RequestAborted), WireJson.Default.DistributionInspect);

    private static async Task<IResult> CommitAsync(HttpContext context, [AsParameters] CommitQuery query, CommitContainer verb)
    {
        var config = await JsonRequest.ReadOptionalAsync(context, WireJson.Default.ContainerConfig);
        var id = await verb.ExecuteAsync(query.Container ?? "", query.ToCommit(config), context.RequestAborted);
        return JsonAnswer.Created(new() { Id = id }, WireJson.Default.ContainerCommitResponse);
    }

    /// <summary>Older versions do not know the parameter.</summary>
    /// <param name="since">The minor version that brought it.</param>
    private static WantedPlatform? WantedPlatform(this HttpContext context, string? platform, int since) =>
        context.ApiVersion() >= new ApiVersion(1, since) ? Engine.Images.WantedPlatform.ParseJson(platform) : null;
}
