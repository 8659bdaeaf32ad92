using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using EngineApi.OpenApi;
using EngineApi.OpenApi.Operations;
using EngineApi.Server.Compatibility;
using EngineApi.Wire;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace EngineApi.Server.Tests.OpenApi;

/// <summary>The committed document against the code, and against what dockerd really answers.</summary>
public sealed class OpenApiDocumentTests
{
    private static readonly string Committed = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "openapi", "v1.51.json"));
    private static readonly JsonNode Document = JsonNode.Parse(Committed)!;

    private static Dictionary<string, JsonNode> Operations { get; } = Document["paths"]!.AsObject()
        .SelectMany(static path => path.Value!.AsObject().Select(method => ($"{method.Key.ToUpperInvariant()} {path.Key}", method.Value!)))
        .ToDictionary();

    [Fact]
    public async Task It_is_what_the_code_serves()
    {
        var written = await ApiDocument.WriteAsync();
        var (now, then) = (written.Split('\n'), Committed.Split('\n'));
        var line = now.Zip(then).TakeWhile(static pair => pair.First == pair.Second).Count();
        Assert.True(written == Committed,
            $"openapi/v1.51.json is not what the code serves: run eng/openapi.sh (the first difference is in line {line + 1}: {now.ElementAtOrDefault(line)})");
    }

    [Fact]
    public void It_has_what_is_served_of_Dockers_operations_and_nothing_that_is_refused()
    {
        var known = ApiOperations.All.ToDictionary(static o => $"{o.Method} {o.Path}");
        var served = known.Where(static o => o.Value.State == OperationState.Served).Select(static o => (o.Key, o.Value.Id)).Order();
        Assert.Equal(served, Operations.Where(o => known.ContainsKey(o.Key)).Select(static o => (o.Key, (string)o.Value["operationId"]!)).Order());
    }

    [Fact]
    public async Task It_has_every_route()
    {
        await using var gateway = await TestGateway.StartAsync();
        var routes = gateway.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(static e => e.Metadata.GetMetadata<ApiOperation>() is null && e.Metadata.GetMetadata<IExcludeFromDescriptionMetadata>() is null)
            .SelectMany(static e => e.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods.Select(m => $"{m} {e.RoutePattern.RawText}"));
        Assert.Equal(routes.Order(StringComparer.Ordinal), Operations.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void It_is_valid()
    {
        var read = OpenApiDocument.Parse(Committed, "json");
        Assert.Empty(read.Diagnostic!.Errors.Select(static error => error.ToString()));
        Assert.Empty(read.Diagnostic.Warnings.Select(static warning => warning.ToString()));
        Assert.Equal(Operations.Count, read.Document!.Paths.Sum(static path => path.Value.Operations!.Count));
    }

    [Fact]
    public void Everything_is_said()
    {
        Assert.Equal(Operations.Count, Operations.Values.DistinctBy(static o => (string)o["operationId"]!).Count());
        Assert.All(Operations, static one =>
        {
            var (name, operation) = one;
            Assert.False(string.IsNullOrEmpty((string?)operation["summary"]), $"{name} has no summary: see tools/EngineApi.OpenApi/Operations");
            Assert.Single(operation["tags"]!.AsArray());
            var text = OperationTexts.Find((string)operation["operationId"]!);
            Assert.True(text is null || text.Description.Length > 0, $"{name} has no description: see tools/EngineApi.OpenApi/Operations");
            foreach (var parameter in (operation["parameters"]?.AsArray() ?? []).Select(static one => one!))
            {
                // An operation that is new may have no text yet; one that has a text tells all of it.
                Assert.False(text is not null && string.IsNullOrEmpty((string?)parameter["description"]),
                    $"parameter {parameter["name"]} of {name} has no description: see tools/EngineApi.OpenApi/Operations");
                Assert.NotNull(parameter["schema"]!["type"]);
            }

            var answers = operation["responses"]!.AsObject();
            // There are no plugins, so none is ever shown.
            if (name != "GET /plugins/{name}/json") Assert.Contains(answers, static answer => answer.Key[0] is '1' or '2');
            Assert.All(answers, static answer => Assert.False(string.IsNullOrEmpty((string?)answer.Value!["description"])));
            // A HEAD has no body.
            if (name.StartsWith("HEAD ", StringComparison.Ordinal)) return;
            Assert.All(answers.Where(static answer => answer.Key[0] is '4' or '5'), static answer => Assert.Equal(
                "#/components/schemas/ErrorResponse", (string?)answer.Value!["content"]!["application/json"]!["schema"]!["$ref"]));
        });
    }

    [Fact]
    public void Texts_name_operations_that_exist_and_parameters_that_handlers_take()
    {
        Assert.Equal(OperationTexts.All.Count, OperationTexts.All.DistinctBy(static text => text.Id).Count());
        Assert.All(OperationTexts.All, static text =>
        {
            var known = ApiOperations.All.FirstOrDefault(one => one.Id == text.Id);
            Assert.True(known is not null || text.Route.Length > 0, $"{text.Id} is no operation");
            var route = known is null ? text.Route : $"{known.Method} {known.Path}";
            if (known is { State: not OperationState.Served }) return;
            var taken = Operations[route]["parameters"]?.AsArray().Select(static parameter => (string)parameter!["name"]!) ?? [];
            Assert.Empty(text.Parameters.Select(static parameter => parameter.Name).Except(taken));
        });
    }

    [Fact]
    public void Examples_are_what_their_types_read()
    {
        var strict = new JsonSerializerOptions(WireJson.Default.Options) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };
        var examples = OperationTexts.All.SelectMany(static text => text.Answers.Select(static answer => (answer.Type, answer.Example))
            .Append((text.Body?.Type, text.Body?.Example))).Where(static one => one is { Type: not null, Example: not null }).ToList();
        Assert.NotEmpty(examples);
        Assert.All(examples, one =>
        {
            if (one.Type != typeof(List<object>)) JsonSerializer.Deserialize(one.Example!, strict.GetTypeInfo(one.Type!));
        });
    }

    [Theory]
    [InlineData("create", "POST /containers/create", 201)]
    [InlineData("create-dup", "POST /containers/create", 409)]
    [InlineData("list-v1.51", "GET /containers/json", 200)]
    [InlineData("list-size", "GET /containers/json", 200)]
    [InlineData("inspect-v1.51", "GET /containers/{id}/json", 200)]
    [InlineData("inspect-created", "GET /containers/{id}/json", 200)]
    [InlineData("inspect-size", "GET /containers/{id}/json", 200)]
    [InlineData("inspect-404", "GET /containers/{id}/json", 404)]
    [InlineData("top", "GET /containers/{id}/top", 200)]
    [InlineData("wait", "POST /containers/{id}/wait", 200)]
    [InlineData("exec-create", "POST /containers/{id}/exec", 201)]
    [InlineData("exec-inspect", "GET /exec/{id}/json", 200)]
    [InlineData("images-v1.51", "GET /images/json", 200)]
    [InlineData("image-v1.51", "GET /images/{name}/json", 200)]
    [InlineData("history", "GET /images/{name}/history", 200)]
    [InlineData("rmi2", "DELETE /images/{name}", 200)]
    [InlineData("info", "GET /info", 200)]
    [InlineData("version", "GET /version", 200)]
    [InlineData("plugins", "GET /plugins", 200)]
    public void What_dockerd_answers_fits(string golden, string operation, int status)
    {
        var answer = Answer.Golden(golden);
        Assert.Equal(status, answer.Status);
        var schema = Operations[operation]["responses"]![$"{status}"]!["content"]!["application/json"]!["schema"]!;
        Assert.Empty(SchemaMismatch.Find(JsonNode.Parse(answer.Text), schema, Document));
    }
}
