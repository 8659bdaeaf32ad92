using EngineApi.Server.Compatibility;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace EngineApi.Server.Tests.Compatibility;

public sealed class ApiOperationsTests
{
    /// <summary>Operations in the API document of 1.51, and <c>/grpc</c>, which it leaves out.</summary>
    private const int InTheApi = 108;

    public static TheoryData<string> Unserved => [.. ApiOperations.All.Where(static o => o.State != OperationState.Served).Select(static o => o.Id)];

    [Fact]
    public void Every_operation_is_there_once()
    {
        Assert.Equal(InTheApi, ApiOperations.All.Count);
        Assert.Equal(InTheApi, ApiOperations.All.DistinctBy(static o => o.Id).Count());
        Assert.Equal(InTheApi, ApiOperations.All.DistinctBy(static o => (o.Method, o.Path)).Count());
    }

    [Fact]
    public async Task Each_has_exactly_one_endpoint()
    {
        await using var gateway = await TestGateway.StartAsync();
        var routes = gateway.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .SelectMany(static e => e.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Select(m => $"{m} {e.RoutePattern.RawText}") ?? [])
            .ToLookup(static route => route);
        Assert.All(ApiOperations.All, operation => Assert.Single(routes[$"{operation.Method} {operation.Path}"]));
    }

    [Theory]
    [MemberData(nameof(Unserved))]
    public async Task What_is_missing_says_so_by_name(string id)
    {
        await using var gateway = await TestGateway.StartAsync();
        var operation = ApiOperations.All.Single(o => o.Id == id);
        var path = operation.Path.Replace("{id}", "x", StringComparison.Ordinal).Replace("{name}", "a/b", StringComparison.Ordinal);
        var answer = await gateway.SendAsync(operation.Method, "/v1.51" + path);
        if (operation.State == OperationState.NeedsSwarm)
        {
            answer.AssertHeadIs(Answer.Golden("swarm"));
            Assert.Equal(Answer.Golden("swarm").Text, answer.Text);
            return;
        }
        Assert.Equal(501, answer.Status);
        if (operation.Method != "HEAD") Assert.Contains($"({operation.Method} {operation.Path})", answer.Text, StringComparison.Ordinal);
    }
}
