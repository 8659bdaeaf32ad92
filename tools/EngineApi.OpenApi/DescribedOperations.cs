using System.Globalization;
using System.Text.Json.Nodes;
using EngineApi.OpenApi.Operations;
using EngineApi.Server.Compatibility;
using EngineApi.Server.Http;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace EngineApi.OpenApi;

/// <summary>Adds the texts to an operation. Without a text it still has an id, a summary, its parameters and the failures of all.</summary>
internal sealed class DescribedOperations : IOperationFilter
{
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        var route = context.ApiDescription;
        var (method, path) = (route.HttpMethod!, "/" + route.RelativePath);
        var known = ApiOperations.All.FirstOrDefault(one => one.Method == method && one.Path == path);
        var text = known is null ? OperationTexts.FindRoute(method, path) : OperationTexts.Find(known.Id);
        operation.OperationId = known?.Id ?? text?.Id ?? MadeUpId(method, path);
        operation.Summary = text?.Summary ?? Capital(known?.Summary ?? operation.OperationId);
        operation.Description = text?.Description ?? operation.Description;
        operation.Parameters = [.. Parameters(operation, route, text)];
        operation.RequestBody = text?.Body is { } body ? Body(body, context) : null;
        var hasInput = operation.Parameters.Count > 0 || operation.RequestBody is not null;
        Answer(operation, text?.Answers ?? [], CommonTexts.Answers(path, hasInput), context);
    }

    private static IEnumerable<IOpenApiParameter> Parameters(OpenApiOperation operation, ApiDescription route, OperationText? text)
    {
        foreach (var bound in route.ParameterDescriptions)
        {
            var place = Place(bound.Source);
            if (place is null) continue;
            var documented = operation.Parameters?.FirstOrDefault(one => one.Name == bound.Name)?.Description;
            var own = text?.Parameters.FirstOrDefault(one => one.Name == bound.Name)
                ?? CommonTexts.Parameters.FirstOrDefault(one => one.Name == bound.Name)
                ?? new ParameterText(bound.Name, documented ?? "", KindOf(bound), null, null);
            yield return Parameter(own, place.Value, KindOf(bound));
        }

        foreach (var header in text?.Parameters.Where(static one => one.IsHeader) ?? [])
        {
            if (route.ParameterDescriptions.All(bound => bound.Name != header.Name))
                yield return Parameter(header, ParameterLocation.Header, header.Kind);
        }
    }

    private static OpenApiParameter Parameter(ParameterText text, ParameterLocation place, ParameterKind bound)
    {
        var schema = new OpenApiSchema { Default = Json(text.Default) };
        (schema.Type, schema.Items) = (text.Kind == ParameterKind.Text ? bound : text.Kind) switch
        {
            ParameterKind.Flag => (JsonSchemaType.Boolean, null),
            ParameterKind.Number => (JsonSchemaType.Integer, null),
            ParameterKind.List => (JsonSchemaType.Array, new OpenApiSchema { Type = JsonSchemaType.String }),
            _ => (JsonSchemaType.String, (IOpenApiSchema?)null),
        };
        // A page would send an example along unasked: only a path, which must be given, shows it as the value to send.
        var required = place == ParameterLocation.Path;
        return new()
        {
            Name = text.Name,
            In = place,
            Required = required,
            Description = text.Description,
            Schema = schema,
            Example = required ? Json(text.Example) : null,
            Examples = required || text.Example is null ? null : Examples(text),
        };
    }

    private static Dictionary<string, IOpenApiExample> Examples(ParameterText text) => new()
    {
        ["none"] = new OpenApiExample { Summary = "not sent" },
        ["one"] = new OpenApiExample { Summary = "an example", Value = Json(text.Example) },
    };

    private static OpenApiRequestBody Body(BodyText text, OperationFilterContext context) => new()
    {
        Description = text.Description,
        Required = text.IsRequired,
        Content = new Dictionary<string, OpenApiMediaType> { [text.MediaType] = Media(text.MediaType, text.Type, text.Example, context) },
    };

    /// <summary>Without answers of its own, what the handler's type tells stands.</summary>
    private static void Answer(
        OpenApiOperation operation, IReadOnlyList<AnswerText> own, IEnumerable<AnswerText> common, OperationFilterContext context)
    {
        var answers = own.Count > 0 ? new Dictionary<string, IOpenApiResponse>() : new(operation.Responses ?? []);
        foreach (var answer in own)
        {
            // Another form of the same answer.
            if (!answers.TryAdd(Status(answer), Response(answer, context)))
                answers[Status(answer)].Content!.Add(answer.MediaType, Media(answer.MediaType, answer.Type, answer.Example, context));
        }
        foreach (var answer in common) answers.TryAdd(Status(answer), Response(answer, context));
        operation.Responses = [];
        foreach (var (status, response) in answers.OrderBy(static one => one.Key, StringComparer.Ordinal))
            operation.Responses.Add(status, response);
    }

    private static OpenApiResponse Response(AnswerText answer, OperationFilterContext context)
    {
        var empty = answer.MediaType.Length == 0 || context.ApiDescription.HttpMethod == HttpMethod.Head.Method;
        return new()
        {
            Description = answer.Description,
            Headers = answer.Header is not { } header
                ? null
                : new Dictionary<string, IOpenApiHeader>
                {
                    [header.Name] = new OpenApiHeader { Description = header.Description, Schema = new OpenApiSchema { Type = JsonSchemaType.String } },
                },
            Content = empty
                ? null
                : new Dictionary<string, OpenApiMediaType> { [answer.MediaType] = Media(answer.MediaType, answer.Type, answer.Example, context) },
        };
    }

    private static OpenApiMediaType Media(string mediaType, Type? type, string? example, OperationFilterContext context) => new()
    {
        Schema = type is not null ? context.SchemaGenerator.GenerateSchema(type, context.SchemaRepository)
            : mediaType.StartsWith("text/", StringComparison.Ordinal) ? new OpenApiSchema { Type = JsonSchemaType.String }
            : new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" },
        Example = Json(example),
    };

    private static ParameterLocation? Place(BindingSource source) =>
        source == BindingSource.Path ? ParameterLocation.Path
        : source == BindingSource.Query ? ParameterLocation.Query
        : source == BindingSource.Header ? ParameterLocation.Header
        : null;

    private static ParameterKind KindOf(ApiParameterDescription bound)
    {
        var type = bound.ParameterDescriptor?.ParameterType ?? bound.Type;
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type == typeof(QueryBool) || type == typeof(bool) ? ParameterKind.Flag
            : type == typeof(int) || type == typeof(long) || type == typeof(uint) ? ParameterKind.Number
            : type == typeof(string[]) ? ParameterKind.List
            : ParameterKind.Text;
    }

    private static string Status(AnswerText answer) => answer.Status.ToString(CultureInfo.InvariantCulture);

    private static JsonNode? Json(string? text) => text is null ? null : JsonNode.Parse(text);

    private static string MadeUpId(string method, string path) =>
        string.Concat(new[] { method.ToLowerInvariant() }.Concat(path.Split('/', '{', '}', '-', '_', '.')).Select(Capital));

    private static string Capital(string text) => text.Length == 0 ? "" : char.ToUpperInvariant(text[0]) + text[1..];
}
