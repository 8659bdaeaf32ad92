using System.Text.Json;
using EngineApi.Engine.Containers.Files;
using EngineApi.Server.Http;
using EngineApi.Server.Metrics;
using EngineApi.Wire;
using EngineApi.Wire.Containers;

namespace EngineApi.Server.Containers;

/// <summary>The routes of a container's files.</summary>
internal static class ContainerFileEndpoints
{
    private const string StatHeader = "X-Docker-Container-Path-Stat";
    private const string Tar = "application/x-tar";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/containers/{id}/archive", [HttpMethods.Head], StatAsync);
        routes.MapGet("/containers/{id}/archive", ArchiveAsync);
        routes.MapPut("/containers/{id}/archive", ExtractAsync);
        routes.MapGet("/containers/{id}/changes", ChangesAsync).WithMetadata(new TimedAction("changes"));
        routes.MapGet("/containers/{id}/export", ExportAsync);
    }

    private static async Task StatAsync(HttpContext context, string id, string? path, StatContainerPath verb) =>
        Describe(context.Response, await verb.ExecuteAsync(id, path, context.RequestAborted));

    private static async Task ArchiveAsync(HttpContext context, string id, string? path, ArchiveContainerPath verb)
    {
        using var archive = await verb.OpenAsync(id, path, context.RequestAborted);
        Describe(context.Response, archive.Stat);
        context.Response.ContentType = Tar;
        await archive.WriteAsync(context.Response.BodyWriter, context.RequestAborted);
    }

    private static async Task ExtractAsync(
        HttpContext context, string id, string? path, QueryBool? noOverwriteDirNonDir, QueryBool? copyUIDGID, ExtractToContainer verb)
    {
        await verb.ExecuteAsync(
            id, path, toUser: copyUIDGID == true, keepKinds: noOverwriteDirNonDir == true, context.Request.Body, context.RequestAborted);
        context.Response.ContentLength = 0;
    }

    private static async Task<IResult> ChangesAsync(HttpContext context, string id, ListContainerChanges verb)
    {
        var changes = await verb.ExecuteAsync(id, context.RequestAborted);
        return JsonAnswer.Ok(changes.Count == 0 ? null! : changes, WireJson.Default.FilesystemChangeList);
    }

    private static Task ExportAsync(HttpContext context, string id, ExportContainer verb) => verb.ExecuteAsync(
        id, context.Response.BodyWriter, () => context.Response.ContentType = "application/octet-stream", context.RequestAborted);

    private static void Describe(HttpResponse response, ContainerPathStat stat) => response.Headers[StatHeader] =
        Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(stat, WireJson.HtmlEscaped.ContainerPathStat));
}
