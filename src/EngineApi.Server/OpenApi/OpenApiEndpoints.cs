using EngineApi.Server.Http;
using Microsoft.AspNetCore.Http.Features;

namespace EngineApi.Server.OpenApi;

/// <summary>The engine explains itself: the document of what is served, and a page to read and try it.</summary>
internal static class OpenApiEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(OpenApiDocument.Path, (RequestDelegate)OpenApiDocument.AnswerAsync).WithMetadata(new AnswersEarly());
        routes.MapGet("/swagger/{**file}", (RequestDelegate)PageAsync).WithMetadata(new AnswersEarly()).ExcludeFromDescription();
    }

    /// <summary>A browser reaches TCP only; elsewhere there is no such page.</summary>
    private static Task PageAsync(HttpContext context) =>
        context.Features.Get<IHttpConnectionFeature>()?.RemoteIpAddress is null
            ? ErrorReply.WriteAsync(context, StatusCodes.Status404NotFound, "page not found")
            : context.RequestServices.GetRequiredService<SwaggerPage>().AnswerAsync(context);
}
