using EngineApi.Server.Compatibility;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Routing;

namespace EngineApi.OpenApi;

/// <summary>
/// Routes to a plain <c>RequestDelegate</c>, which ASP.NET's own providers leave out. Those that only refuse, and those that say they
/// are none of the API, stay out.
/// </summary>
internal sealed class PlainRoutes(EndpointDataSource endpoints) : IApiDescriptionProvider
{
    public int Order => 0;

    public void OnProvidersExecuting(ApiDescriptionProviderContext context)
    {
        foreach (var endpoint in endpoints.Endpoints.OfType<RouteEndpoint>())
        {
            var metadata = endpoint.Metadata;
            if (metadata.GetMetadata<System.Reflection.MethodInfo>() is not null) continue;
            if (metadata.GetMetadata<ApiOperation>() is not null) continue;
            if (metadata.GetMetadata<IExcludeFromDescriptionMetadata>() is { ExcludeFromDescription: true }) continue;
            foreach (var method in metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? [])
            {
                context.Results.Add(new()
                {
                    HttpMethod = method,
                    RelativePath = endpoint.RoutePattern.RawText!.TrimStart('/'),
                    ActionDescriptor = new ActionDescriptor { EndpointMetadata = [.. metadata] },
                });
            }
        }
    }

    public void OnProvidersExecuted(ApiDescriptionProviderContext context)
    {
    }
}
