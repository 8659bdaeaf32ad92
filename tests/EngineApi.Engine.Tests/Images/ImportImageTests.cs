using System.Text;
using EngineApi.Engine.Events;
using EngineApi.Engine.Images;
using EngineApi.Wire;
using Xunit;

namespace EngineApi.Engine.Tests.Images;

[Collection(ImagesContainerdCollection.Name)]
public sealed class ImportImageTests(ImagesContainerd containerd)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_tar_becomes_an_image_with_the_changes_asked_for()
    {
        await using var engine = containerd.NewEngine();
        var layer = TestLayer.WithFile("etc/motd", "hello").Gzip();

        var id = await ImportAsync(engine, layer.Packed, new()
        {
            Repository = "imported",
            Tag = "1",
            Changes = ["CMD [\"cat\", \"/etc/motd\"]", "ENV A=b\nEXPOSE 80"],
        });

        var image = await engine.ResolveAsync("imported:1");
        Assert.Equal(id, image.Id);
        Assert.Equal([layer.DiffId], image.DiffIds);
        Assert.Equal(["cat", "/etc/motd"], image.Config.Cmd);
        var inspect = await engine.Get<InspectImage>().ExecuteAsync(id, null, withManifests: false, Cancelled);
        Assert.Equal("Imported from -", inspect.Comment);
        Assert.Equal(HostPlatform.Architecture, inspect.Architecture);
        Assert.Contains("80/tcp", inspect.Config.ExposedPorts!.Keys);
        Assert.NotEqual(GoTime.Zero, inspect.Metadata.LastTagTime);
        using var events = engine.Get<EventBus>().Subscribe(published => true);
        Assert.Equal(["tag imported:1", "import " + id], events.Past.Select(e => $"{e.Action} {e.Attributes["name"]}"));
        var step = Assert.Single(await engine.Get<ImageHistory>().ExecuteAsync(id, null, Cancelled));
        Assert.Equal((id, "Imported from -"), (step.Id, step.Comment));
    }

    [Theory]
    [InlineData("REPO", "", "must be lowercase")]
    [InlineData("repo", "bad tag", "invalid tag format")]
    [InlineData("repo", "1", "RUN is not a valid change command", "RUN true")]
    [InlineData("repo", "1", "unknown instruction: FOO", "FOO bar")]
    public async Task What_is_wrong_with_the_request_is_said_before_anything_is_stored(string repository, string tag, string message, string? change = null)
    {
        await using var engine = containerd.NewEngine();
        var request = new ImportRequest { Repository = repository, Tag = tag, Changes = change is null ? [] : [change] };
        var error = await Assert.ThrowsAsync<EngineException>(() => ImportAsync(engine, TestLayer.WithFile("a", "b").Plain, request));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Empty(await engine.LeftAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("this is no tar, and it is longer than nothing")]
    public async Task A_body_that_is_no_tar_leaves_nothing(string body)
    {
        await using var engine = containerd.NewEngine();
        var error = await Assert.ThrowsAsync<EngineException>(() => ImportAsync(engine, Encoding.ASCII.GetBytes(body), new() { Repository = "x" }));
        Assert.Equal(ErrorKind.InvalidParameter, error.Kind);
        Assert.Empty(await engine.LeftAsync());
    }

    private static Task<string> ImportAsync(ImagesEngine engine, byte[] body, ImportRequest request) =>
        engine.Get<ImportImage>().ExecuteAsync(new MemoryStream(body), request, Cancelled);
}
