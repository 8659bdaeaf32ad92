using EngineApi.Server.Http;
using EngineApi.Wire;
using Swashbuckle.AspNetCore.SwaggerUI;

namespace EngineApi.Server.OpenApi;

/// <summary>
/// Swagger UI from Swashbuckle's assembly, on <c>/swagger</c>. Only this type names that assembly: an engine that nobody asks for
/// the page never loads it.
/// </summary>
internal sealed class SwaggerPage
{
    // Nothing is loaded from elsewhere, nothing inline runs, and no other page can frame it: what it sends is done as root.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private readonly RequestDelegate _page;

    public SwaggerPage(IServiceProvider parts)
    {
        var page = new ApplicationBuilder(parts);
        page.UseSwaggerUI(Options());
        page.Run(static context => ErrorReply.WriteAsync(context, StatusCodes.Status404NotFound, "page not found"));
        _page = page.Build();
    }

    public Task AnswerAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        return _page(context);
    }

    private static SwaggerUIOptions Options()
    {
        var options = new SwaggerUIOptions { RoutePrefix = "swagger", DocumentTitle = "engineapi" };
        options.SwaggerEndpoint(OpenApiDocument.Path, $"Docker Engine API {ApiVersion.Max}");
        options.DocExpansion(DocExpansion.List);
        options.DefaultModelsExpandDepth(0);
        options.DisplayRequestDuration();
        options.EnableDeepLinking();
        options.EnableFilter();
        return options;
    }
}
