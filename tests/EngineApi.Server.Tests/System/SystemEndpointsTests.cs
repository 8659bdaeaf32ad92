using System.Text.Json;
using EngineApi.Containerd;
using EngineApi.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace EngineApi.Server.Tests.System;

public sealed class SystemEndpointsTests
{
    private static async Task<TestGateway> StartWithContainerdAsync()
    {
        if (!Paths("containerd").Any(File.Exists)) Assert.Skip("containerd is not installed");
        var gateway = await TestGateway.StartAsync();
        try
        {
            await gateway.App.Services.GetRequiredService<ContainerdHost>().StartAsync(TestContext.Current.CancellationToken);
            return gateway;
        }
        catch (ContainerdException error)
        {
            await gateway.DisposeAsync();
            Assert.Skip("no containerd can be started here: " + error.Message);
            throw;
        }
    }

    private static IEnumerable<string> Paths(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(directory => Path.Combine(directory, program));

    [Fact]
    public async Task Version_and_info_have_dockerds_shape()
    {
        await using var gateway = await StartWithContainerdAsync();
        foreach (var (path, golden, added, missing) in new[]
        {
            ("/version", "version", Array.Empty<string>(), new[] { "BuildTime", "Components[].Details.BuildTime" }),
            ("/v1.44/info", "info", ["Containerd"], []),
        })
        {
            var answer = await gateway.SendAsync("GET", path);
            var recorded = Answer.Golden(golden);
            Assert.Equal((200, "application/json"), (answer.Status, answer.Headers["Content-Type"]));
            Assert.EndsWith("}\n", answer.Text, StringComparison.Ordinal);
            var ours = Shape(answer);
            Assert.Equal(Shape(recorded).Except(missing).Union(added).Order(StringComparer.Ordinal), ours.Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task Facts_are_those_of_the_host_and_its_settings()
    {
        await using var gateway = await StartWithContainerdAsync();
        using var info = JsonDocument.Parse((await gateway.SendAsync("GET", "/v1.51/info")).Text);
        var root = info.RootElement;
        Assert.Equal(Environment.ProcessorCount, root.GetProperty("NCPU").GetInt32());
        Assert.Equal(gateway.App.Services.GetRequiredService<EngineOptions>().DataRoot, root.GetProperty("DockerRootDir").GetString());
        Assert.Equal(gateway.App.Services.GetRequiredService<ContainerdClient>().Address,
            root.GetProperty("Containerd").GetProperty("Address").GetString());
        Assert.False(root.TryGetProperty("BridgeNfIptables", out _)); // gone since 1.50
        using var again = JsonDocument.Parse((await gateway.SendAsync("GET", "/v1.51/info")).Text);
        Assert.Equal(root.GetProperty("ID").GetString(), again.RootElement.GetProperty("ID").GetString());
    }

    [Fact]
    public async Task There_are_no_plugins()
    {
        await using var gateway = await TestGateway.StartAsync();
        var answer = await gateway.SendAsync("GET", "/v1.44/plugins");
        answer.AssertHeadIs(Answer.Golden("plugins"));
        Assert.Equal("[]\n", answer.Text);
    }

    [Fact]
    public async Task Health_is_containerds_too()
    {
        await using var gateway = await StartWithContainerdAsync();
        Assert.Equal((200, "ok\n"), ((await gateway.SendAsync("GET", "/healthz")) is var well ? (well.Status, well.Text) : default));
        await gateway.App.Services.GetRequiredService<ContainerdHost>().DisposeAsync();
        var ill = await gateway.SendAsync("GET", "/healthz");
        Assert.Equal(503, ill.Status);
        Assert.StartsWith("{\"message\":\"containerd does not answer: ", ill.Text, StringComparison.Ordinal);
        Assert.Equal(200, (await gateway.SendAsync("GET", "/_ping")).Status);
    }

    /// <summary>The paths of all top-level members, and those of the members of listed objects.</summary>
    private static List<string> Shape(Answer answer)
    {
        using var document = JsonDocument.Parse(answer.Body);
        return Paths("", document.RootElement).Distinct().ToList();
    }

    private static IEnumerable<string> Paths(string prefix, JsonElement element)
    {
        // Maps whose keys are data: names of runtimes and registries.
        if (prefix is "Runtimes" or "RegistryConfig.IndexConfigs") yield break;
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in element.EnumerateObject())
                {
                    var path = prefix.Length == 0 ? member.Name : $"{prefix}.{member.Name}";
                    if (path.StartsWith("Containerd.", StringComparison.Ordinal) || path is "RuncCommit.Expected") continue;
                    yield return path;
                    foreach (var below in Paths(path, member.Value)) yield return below;
                }
                break;
            case JsonValueKind.Array:
                foreach (var below in element.EnumerateArray().SelectMany(item => Paths(prefix + "[]", item))) yield return below;
                break;
        }
    }
}
