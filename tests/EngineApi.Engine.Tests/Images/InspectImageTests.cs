using System.Text.Json;
using EngineApi.Engine.Images;
using EngineApi.Wire;
using Xunit;

namespace EngineApi.Engine.Tests.Images;

/// <summary>An image with the configuration of the recorded one answers as dockerd answered, version by version.</summary>
[Collection(ImagesContainerdCollection.Name)]
public sealed class InspectImageTests(ImagesContainerd containerd)
{
    // Where it lies is the engine's own business, and so is how it was made before it came here.
    private static readonly string[] OwnMembers =
        ["Id", "Parent", "ParentId", "Size", "VirtualSize", "GraphDriver", "RootFS", "Metadata", "DockerVersion", "Container", "ContainerConfig"];

    [Theory]
    [InlineData(41)]
    [InlineData(44)]
    [InlineData(51)]
    public async Task Inspect_reads_as_recorded(int minor)
    {
        using var recorded = Recorded($"image-v1.{minor}");
        await using var engine = await LoadedAsync(recorded.RootElement);
        var image = await engine.Get<InspectImage>().ExecuteAsync("goldimg:1", null, false, TestContext.Current.CancellationToken);
        image.ShapeFor(new(1, minor));
        var answered = JsonSerializer.SerializeToElement(image, WireJson.HtmlEscaped.ImageInspect);
        // An image that came in an archive has no container it was made from.
        Compare(recorded.RootElement, answered, absent: "Container");
    }

    [Theory]
    [InlineData(41)]
    [InlineData(44)]
    [InlineData(51)]
    public async Task A_list_reads_as_recorded(int minor)
    {
        using var recorded = Recorded($"images-v1.{minor}");
        var expected = recorded.RootElement.EnumerateArray().First(image => image.GetProperty("RepoTags")[0].GetString() == "goldimg:1");
        using var inspected = Recorded("image-v1.51");
        await using var engine = await LoadedAsync(inspected.RootElement);
        var summary = Assert.Single(await engine.Get<ListImages>().ExecuteAsync(Filters.None, false, false, TestContext.Current.CancellationToken));
        summary.ShapeFor(new(1, minor));
        Compare(expected, JsonSerializer.SerializeToElement(summary, WireJson.Default.ImageSummary), absent: "");
    }

    [Fact]
    public async Task History_has_the_recorded_members()
    {
        using var recorded = Recorded("history");
        await using var engine = containerd.NewEngine();
        await engine.LoadAsync(TestArchives.Docker((TestImage.Of(TestLayer.WithFile("a", "b")), ["goldimg:1"])));
        var history = await engine.Get<ImageHistory>().ExecuteAsync("goldimg:1", null, TestContext.Current.CancellationToken);
        var answered = JsonSerializer.SerializeToElement([.. history], WireJson.Default.ImageHistory);
        Assert.Equal(Names(recorded.RootElement[0]), Names(answered[0]));
        Assert.Equal(["CMD sh", "ADD rootfs"], history.Select(step => step.CreatedBy));
        Assert.Equal([true, false], history.Select(step => step.Size == 0));
        Assert.Equal("<missing>", history[1].Id);
    }

    private async Task<ImagesEngine> LoadedAsync(JsonElement recorded)
    {
        var config = recorded.GetProperty("Config").GetRawText();
        var image = TestImage.WithConfig(config, recorded.GetProperty("Created").GetString()!, TestLayer.WithFile("a", "b"));
        var text = System.Text.Encoding.UTF8.GetString(image.Config)
            .Replace("\"author\":\"me\"", "\"author\":\"a\"", StringComparison.Ordinal)
            .Replace("\"comment\":\"a test\"", "\"comment\":\"c\"", StringComparison.Ordinal);
        var engine = containerd.NewEngine();
        await engine.LoadAsync(TestArchives.Docker((image with { Config = System.Text.Encoding.UTF8.GetBytes(text) }, ["goldimg:1"])));
        return engine;
    }

    private static void Compare(JsonElement expected, JsonElement actual, string absent)
    {
        Assert.Equal(Names(expected).Where(name => name != absent), Names(actual));
        foreach (var member in expected.EnumerateObject().Where(member => !OwnMembers.Contains(member.Name)))
            Assert.Equal(member.Value.GetRawText(), actual.GetProperty(member.Name).GetRawText());
    }

    private static IEnumerable<string> Names(JsonElement json) => json.EnumerateObject().Select(member => member.Name);

    private static JsonDocument Recorded(string name)
    {
        var text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "golden", name + ".txt"));
        return JsonDocument.Parse(text[text.IndexOf("\r\n\r\n", StringComparison.Ordinal)..]);
    }
}
