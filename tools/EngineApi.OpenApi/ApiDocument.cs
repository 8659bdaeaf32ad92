using EngineApi.OpenApi.Operations;
using EngineApi.Server;
using EngineApi.Server.Http;
using EngineApi.Wire;
using EngineApi.Wire.Json;
using EngineApi.Wire.System;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.Swagger;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace EngineApi.OpenApi;

/// <summary>
/// The OpenAPI document, made from the program itself: its routes, its handlers' parameters and the types that travel, with what
/// <see cref="OperationTexts"/> and <c>ApiOperations</c> say about them.
/// </summary>
internal static class ApiDocument
{
    /// <summary>The document as it is committed, with a newline at its end.</summary>
    /// <param name="silent">Takes the id of each operation that has no text: its description, and what its parameters mean, are missing.</param>
    public static async Task<string> WriteAsync(ICollection<string>? silent = null)
    {
        await using var app = Gateway.Build(new(), AddGenerator);
        app.UseEndpoints(static _ => { }); // what starting would do: hands the routes over
        var document = app.Services.GetRequiredService<ISwaggerProvider>().GetSwagger(ApiVersion.Max.ToString());
        foreach (var id in document.Paths.SelectMany(static path => path.Value.Operations!.Values).Select(static operation => operation.OperationId!))
        {
            if (OperationTexts.Find(id) is null) silent?.Add(id);
        }
        return await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_0) + "\n";
    }

    private static void AddGenerator(IServiceCollection services)
    {
        services.AddEndpointsApiExplorer();
        services.AddTransient<IApiDescriptionProvider, PlainRoutes>();
        // Names as they are, as WireJson has them; the default would be camel case.
        services.AddTransient<ISerializerDataContractResolver>(static _ => new JsonSerializerDataContractResolver(new()));
        services.AddSwaggerGen(static generator =>
        {
            generator.SwaggerDoc(ApiVersion.Max.ToString(), DocumentFrame.Info);
            generator.AddServer(new() { Url = "/v" + ApiVersion.Max, Description = "This engine" });
            generator.DocInclusionPredicate(static (_, _) => true);
            generator.TagActionsBy(static route => [DocumentFrame.TagOf("/" + route.RelativePath)]);
            generator.OrderActionsBy(static route => $"{route.RelativePath} {route.HttpMethod}");
            generator.SupportNonNullableReferenceTypes();
            generator.UseAllOfToExtendReferenceSchemas();
            generator.MapType<QueryBool>(static () => new OpenApiSchema { Type = JsonSchemaType.Boolean });
            generator.MapType<EmptyObject>(static () => new OpenApiSchema { Type = JsonSchemaType.Object });
            generator.MapType<ConsoleSize>(static () => Terminal());
            generator.MapType<ConsoleSize?>(static () => Terminal());
            generator.IncludeXmlComments(typeof(ErrorResponse).Assembly);
            generator.IncludeXmlComments(typeof(Gateway).Assembly);
            generator.SchemaFilter<OpenSchemas>();
            generator.OperationFilter<DescribedOperations>();
            generator.DocumentFilter<DocumentFrame>();
        });
    }

    private static OpenApiSchema Terminal() => new()
    {
        Type = JsonSchemaType.Array,
        Items = new OpenApiSchema { Type = JsonSchemaType.Integer },
        MinItems = 2,
        MaxItems = 2,
        Description = "Rows and columns of the terminal.",
    };
}
