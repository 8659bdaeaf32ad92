using Xunit;

namespace EngineApi.Engine.Tests.Images;

[Collection(ImagesContainerdCollection.Name)]
public sealed class ListImagesTests(ImagesContainerd containerd)
{
    private static readonly TestLayer Shared = TestLayer.WithFile("shared", new string('s', 50_000));

    private static readonly TestImage Old = TestImage.WithConfig("""{"Labels":{"age":"old"}}""", "2020-01-01T00:00:00Z", Shared);
    private static readonly TestImage Young = TestImage.WithConfig(
        """{"Labels":{"age":"young"}}""", "2024-01-01T00:00:00Z", Shared, TestLayer.WithFile("own", new string('o', 20_000)));

    [Fact]
    public async Task Newest_first_with_sizes_counts_and_labels()
    {
        await using var engine = await LoadedAsync([new("c1", Young.Id, true), new("c2", Young.Id, false)]);
        var images = await engine.ListAsync();
        Assert.Equal([Young.Id, Old.Id], images.Select(image => image.Id));
        Assert.Equal([2, 0], images.Select(image => image.Containers));
        Assert.Equal("young", images[0].Labels!["age"]);
        Assert.Equal(new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds(), images[0].Created);
        Assert.True(images[0].Size > images[1].Size);
        Assert.Equal(images[1].Size, images[0].SharedSize);
        Assert.Equal(images[1].Size, images[1].SharedSize);
    }

    [Theory]
    [InlineData("label", "age=old", "old")]
    [InlineData("label", "age", "young old")]
    [InlineData("label!", "age=old", "young")]
    [InlineData("before", "team/young:2", "old")]
    [InlineData("since", "old:1", "young")]
    [InlineData("until", "2022-01-01T00:00:00Z", "old")]
    [InlineData("reference", "old", "old")]
    [InlineData("reference", "old:*", "old")]
    [InlineData("reference", "*", "old")]
    [InlineData("reference", "team/*", "young")]
    [InlineData("reference", "*:2", "")]
    [InlineData("reference", "te[a-m]?/y*:2", "young")]
    [InlineData("dangling", "true", "")]
    [InlineData("dangling", "false", "young old")]
    public async Task Filters(string key, string value, string expected)
    {
        await using var engine = await LoadedAsync([]);
        var names = (await engine.ListAsync((key, value))).Select(image => image.Labels!["age"]);
        Assert.Equal(expected, string.Join(' ', names));
    }

    [Theory]
    [InlineData("nope", "x", "invalid filter 'nope'")]
    [InlineData("dangling", "maybe", "invalid filter 'dangling=[maybe]'")]
    [InlineData("until", "yesterday-ish", "failed to parse value as time or duration: \"yesterday-ish\"")]
    [InlineData("reference", "[", "syntax error in pattern")]
    [InlineData("before", "zz", "No such image: zz:latest")]
    public async Task Filters_that_make_no_sense(string key, string value, string message)
    {
        await using var engine = containerd.NewEngine();
        Assert.Equal(message, (await Assert.ThrowsAsync<EngineException>(() => engine.ListAsync((key, value)))).Message);
    }

    [Theory]
    [InlineData("zz", "No such image: zz:latest")]
    [InlineData("nosuch:1", "No such image: nosuch:1")]
    [InlineData("sha256:0123", "No such image: sha256:0123")]
    [InlineData("GOLD", "invalid reference format: repository name (library/GOLD) must be lowercase")]
    public async Task What_is_not_there_is_named(string name, string message)
    {
        await using var engine = await LoadedAsync([]);
        Assert.Equal(message, (await Assert.ThrowsAsync<EngineException>(() => engine.ResolveAsync(name))).Message);
    }

    [Fact]
    public async Task An_image_is_found_by_every_spelling()
    {
        await using var engine = await LoadedAsync([]);
        var manifest = (await engine.ResolveAsync("old:1")).Manifest.Digest;
        foreach (var name in new[] { "docker.io/library/old:1", "library/old:1", Old.Id, Old.Id[7..], Old.Id[7..15], Old.Id[..15], "old@" + manifest })
            Assert.Equal(Old.Id, (await engine.ResolveAsync(name)).Id);
    }

    private async Task<ImagesEngine> LoadedAsync(IReadOnlyList<Engine.Images.ImageUser> users)
    {
        var engine = containerd.NewEngine(users);
        await engine.LoadAsync(TestArchives.Docker((Old, ["old:1"]), (Young, ["team/young:2"])));
        return engine;
    }
}
