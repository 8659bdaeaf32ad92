using EngineApi.Server.Hijack;
using EngineApi.Wire;

namespace EngineApi.Server.Http;

/// <summary>
/// Runs between routing and endpoint: an unknown path is 404; a known one gets the engine's headers, its version checked
/// and a token that says when its client is gone.
/// </summary>
internal sealed class RoutedRequests(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        var response = context.Response;
        if (HttpMethods.IsOptions(context.Request.Method))
        {
            EngineHeaders.Set(response.Headers);
            context.SetEndpoint(null);
            return Task.CompletedTask; // 200 and nothing else, whatever the path
        }
        // For a wrong method routing offers a plain Endpoint that answers 405; Docker's clients know only the 404.
        if (context.GetEndpoint() is not RouteEndpoint endpoint || !ExactPath.IsOf(endpoint.RoutePattern, context.Request.Path.Value))
            return ErrorReply.WriteAsync(context, StatusCodes.Status404NotFound, "page not found");

        EngineHeaders.Set(response.Headers);
        if (context.Features.Get<RequestedVersion>() is { } requested)
        {
            if (requested.Version > ApiVersion.Max) return TooNewAsync(context, requested.Text);
            if (requested.Version < ApiVersion.Min) return TooOldAsync(context, requested.Text);
        }
        SlashedNames.Restore(context.Request.RouteValues); // before binding reads them
        return context.Features.Get<HijackableConnection>() is { } connection
            ? ServeAsync(context, connection, endpoint.Metadata.GetMetadata<HijackingEndpoint>() is not null)
            : next(context);
    }

    private async Task ServeAsync(HttpContext context, HijackableConnection connection, bool hijacking)
    {
        context.RequestAborted = connection.BeginRequest(hijacking, JsonRequest.HasBody(context.Request), JsonRequest.IsJson(context.Request));
        try
        {
            await next(context);
        }
        finally
        {
            connection.EndRequest();
        }
    }

    private static Task TooNewAsync(HttpContext context, string version)
    {
        context.Response.Headers.Remove(EngineHeaders.ExperimentalName);
        return ErrorReply.WriteAsync(context, StatusCodes.Status400BadRequest,
            $"client version {version} is too new. Maximum supported API version is {ApiVersion.Max}");
    }

    // Clients that old expect plain text.
    private static Task TooOldAsync(HttpContext context, string version)
    {
        var response = context.Response;
        response.Headers.Remove(EngineHeaders.ExperimentalName);
        response.StatusCode = StatusCodes.Status400BadRequest;
        response.ContentType = "text/plain; charset=utf-8";
        response.Headers.XContentTypeOptions = "nosniff";
        var text = $"client version {version} is too old. Minimum supported API version is {ApiVersion.Min}, "
            + "please upgrade your client to a newer version\n";
        response.ContentLength = text.Length;
        return response.WriteAsync(text, context.RequestAborted);
    }
}
