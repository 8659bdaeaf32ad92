using EngineApi.Containerd.Leases;
using EngineApi.Engine.Images;
using EngineApi.Engine.Images.Save;
using EngineApi.Wire;
using EngineApi.Wire.Images;
using Xunit;

namespace EngineApi.Engine.Tests.Images;

/// <summary>One image for two platforms, both of which are here.</summary>
[Collection(ImagesContainerdCollection.Name)]
public sealed class ImagePlatformTests(ImagesContainerd containerd)
{
    private const string Name = "example.com/multi:1";
    private const string Other = "linux/s390x";
    private const string User = "cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc";

    // Of its own for each test: what containerd has in one namespace it need not be given again in another.
    private readonly TestImage _here = TestImage.Of(TestLayer.WithFile("shared", "below"), TestLayer.WithFile("arch", $"here {Guid.NewGuid()}"));
    private readonly TestImage _there = TestImage.Of(TestLayer.WithFile("shared", "below"), TestLayer.WithFile("arch", $"there {Guid.NewGuid()}")).For("s390x");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private byte[] Index => TestImage.Index((_here, "linux/" + HostPlatform.Architecture), (_there, Other), (_here.For("vax"), "linux/vax"));

    [Fact]
    public async Task Inspect_and_history_tell_of_the_platform_that_is_asked_for()
    {
        await using var engine = await LoadedAsync([]);
        foreach (var (platform, image) in new[] { (null, _here), (WantedPlatform.Host, _here), (WantedPlatform.Parse(Other), _there) })
        {
            var inspect = await InspectAsync(engine, Name, platform);
            Assert.Equal((image.Id, image.Layers[1].DiffId), (inspect.Id, inspect.RootFS.Layers![1]));
            Assert.Equal([Name], inspect.RepoTags);
            var history = await engine.Get<ImageHistory>().ExecuteAsync(Name, platform, Cancelled);
            Assert.Equal(image.Id, history[0].Id);
        }

        Assert.Equal("s390x", (await InspectAsync(engine, _here.Id, WantedPlatform.Parse(Other))).Architecture);
        foreach (var absent in new[] { "linux/vax", "linux/arm64/v9" })
        {
            var message = $"image with reference {Name} was found but does not provide the specified platform ({absent})";
            await RefusesAsync(ErrorKind.NotFound, message, () => InspectAsync(engine, Name, WantedPlatform.Parse(absent)));
            await RefusesAsync(ErrorKind.NotFound, message, () => engine.Get<ImageHistory>().ExecuteAsync(Name, WantedPlatform.Parse(absent), Cancelled));
        }

        await RefusesAsync(
            ErrorKind.InvalidParameter, "conflicting options: manifests and platform options cannot both be set",
            () => engine.Get<InspectImage>().ExecuteAsync(Name, WantedPlatform.Host, withManifests: true, Cancelled));
    }

    [Fact]
    public async Task A_load_takes_what_is_for_the_platform_and_nothing_else()
    {
        await using var engine = await LoadedAsync([], WantedPlatform.Parse(Other));
        Assert.Equal("s390x", (await engine.ResolveAsync(Name)).Architecture);
        Assert.Equal([false, true, false], Assert.Single(await engine.ListAsync()).Manifests!.Select(manifest => manifest.Available));
        var left = await engine.LeftAsync();
        Assert.Contains("content " + Digests.Of(_there.Layers[1].Packed), left);
        Assert.DoesNotContain("content " + Digests.Of(_here.Layers[1].Packed), left);
        await engine.RemoveAsync(Name);
        Assert.Empty(await engine.LeftAsync());

        await RefusesAsync(
            ErrorKind.NotFound, "requested platform (linux/vax) found, but some content is missing", () => engine.LoadAsync(Archive(), WantedPlatform.Parse("linux/vax")));
        await RefusesAsync(
            ErrorKind.NotFound, $"image {Name} in the archive doesn't provide the requested platform (linux/mips)", () => engine.LoadAsync(Archive(), WantedPlatform.Parse("linux/mips")));
        Assert.Empty(await engine.LeftAsync());
    }

    [Fact]
    public async Task Platforms_may_be_loaded_one_after_the_other()
    {
        await using var engine = await LoadedAsync([], WantedPlatform.Parse(Other));
        await engine.LoadAsync(Archive(), WantedPlatform.Host);
        Assert.Equal([true, true, false], Assert.Single(await engine.ListAsync()).Manifests!.Select(manifest => manifest.Available));
        Assert.Equal(_here.Id, (await engine.ResolveAsync(Name)).Id);
        Assert.Equal(_there.Id, (await InspectAsync(engine, Name, WantedPlatform.Parse(Other))).Id);
        Assert.Single(await RemoveAsync(engine, Name, false, Other));
        await engine.LoadAsync(Archive(), WantedPlatform.Parse(Other));
        Assert.Equal([true, true, false], Assert.Single(await engine.ListAsync()).Manifests!.Select(manifest => manifest.Available));
    }

    [Fact]
    public async Task A_docker_archive_is_for_one_platform()
    {
        await using var engine = containerd.NewEngine();
        var archive = TestArchives.Docker((_there, ["app:1"]));
        await RefusesAsync(
            ErrorKind.NotFound, $"image app:1 in the archive doesn't provide the requested platform ({WantedPlatform.Host})", () => engine.LoadAsync(archive, WantedPlatform.Host));
        Assert.Empty(await engine.LeftAsync());
        Assert.Equal(["Loaded image: app:1\n"], await engine.LoadAsync(archive, WantedPlatform.Parse(Other)));
    }

    [Fact]
    public async Task What_was_saved_can_be_loaded_for_the_platform_manifest_json_does_not_name()
    {
        await using var engine = await LoadedAsync([]);
        var pipe = new System.IO.Pipelines.Pipe(new(pauseWriterThreshold: 0));
        await engine.Get<SaveImages>().ExecuteAsync([Name], null, pipe.Writer, static () => { }, Cancelled);
        await pipe.Writer.CompleteAsync();
        await using var other = containerd.NewEngine();
        Assert.Equal([$"Loaded image: {Name}\n"], await other.LoadAsync(pipe.Reader.AsStream(), Cancelled, WantedPlatform.Parse(Other)));
        Assert.Equal(_there.Id, (await other.ResolveAsync(Name)).Id);
        Assert.DoesNotContain("content " + Digests.Of(_here.Manifest), await other.LeftAsync());
    }

    [Fact]
    public async Task One_platform_goes_and_the_other_stays_under_the_same_name()
    {
        await using var engine = await LoadedAsync([]);
        Assert.Equal(_here.Id, (await engine.ResolveAsync(Name)).Id);
        var gone = await RemoveAsync(engine, Name, false, "linux/" + HostPlatform.Architecture);
        Assert.Equal(Digests.Of(_here.Manifest), Assert.Single(gone).Deleted);
        Assert.Equal(_there.Id, (await engine.ResolveAsync(Name)).Id);
        var left = await engine.LeftAsync();
        foreach (var content in new[] { _here.Manifest, _here.Config, _here.Layers[1].Packed })
            Assert.DoesNotContain("content " + Digests.Of(content), left);
        Assert.Contains("content " + Digests.Of(_here.Layers[0].Packed), left);

        var message = $"failed to delete platform {WantedPlatform.Host} for image {_there.Id}: image with reference {Name} was found but does not provide the specified platform ({WantedPlatform.Host})";
        await RefusesAsync(ErrorKind.NotFound, message, () => RemoveAsync(engine, Name, true, "linux/" + HostPlatform.Architecture));

        var last = await RemoveAsync(engine, Name, false, Other);
        Assert.Equal(Name, last[0].Untagged);
        Assert.Contains(last, item => item.Deleted == _there.Id);
        Assert.Empty(await engine.LeftAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_image_that_comes_back_for_another_platform_is_told_as_that_one(bool byOthers)
    {
        await using var engine = await LoadedAsync([]);
        Assert.Equal(_here.Id, Assert.Single(await engine.ListAsync()).Id);
        if (byOthers)
            await engine.Client.Images.DeleteAsync(Name, sync: true, Cancelled);
        else
            await engine.RemoveAsync(Name);
        Assert.Empty(await engine.ListAsync());

        await engine.LoadAsync(Archive(_there));
        Assert.Equal(_there.Id, Assert.Single(await engine.ListAsync()).Id);
        Assert.Equal((_there.Id, "s390x"), (await InspectAsync(engine, Name, null) is { } told ? (told.Id, told.Architecture) : default));
        await engine.LoadAsync(Archive());
        Assert.Equal(_here.Id, Assert.Single(await engine.ListAsync()).Id);
    }

    [Fact]
    public async Task A_platform_that_is_seen_while_it_leaves_is_not_remembered()
    {
        await using var engine = await LoadedAsync([]);
        var held = await engine.Client.Leases.CreateAsync("holds", TimeSpan.FromHours(1), cancellationToken: Cancelled);
        await engine.Client.Leases.AddResourceAsync(held.Id, LeaseResource.Content(Digests.Of(_here.Manifest)), Cancelled);
        await RemoveAsync(engine, Name, false, "linux/" + HostPlatform.Architecture);
        Assert.Equal(_here.Id, (await engine.ResolveAsync(Name)).Id);
        await engine.Client.Leases.DeleteAsync(held.Id, sync: true, Cancelled);
        Assert.Equal(_there.Id, (await engine.ResolveAsync(Name)).Id);
    }

    [Fact]
    public async Task Two_platforms_may_go_together()
    {
        await using var engine = await LoadedAsync([]);
        Assert.Contains(await RemoveAsync(engine, Name, false, Other, "linux/" + HostPlatform.Architecture), item => item.Untagged == Name);
        Assert.Empty(await engine.LeftAsync());
    }

    [Fact]
    public async Task A_platform_containers_are_of_stays()
    {
        var users = new List<ImageUser> { new(User, _there.Id, IsRunning: true) { ImageTarget = Digests.Of(Index) } };
        await using var engine = await LoadedAsync(users);
        await RefusesAsync(
            ErrorKind.Conflict, $"conflict: unable to delete {HexId.Short(_there.Id)} (cannot be forced) - image is being used by running container cccccccccccc",
            () => RemoveAsync(engine, Name, true, Other));
        // Its image is in use too, although it is called by another id.
        await RefusesAsync(
            ErrorKind.Conflict, $"conflict: unable to remove repository reference \"{Name}\" (must force) - container cccccccccccc is using its referenced image {HexId.Short(_here.Id)}",
            () => engine.RemoveAsync(Name));
        Assert.Equal(1, Assert.Single(await engine.ListAsync()).Containers);

        users[0] = users[0] with { IsRunning = false };
        await RefusesAsync(
            ErrorKind.Conflict, $"conflict: unable to remove repository reference \"{Name}\" (must force) - container cccccccccccc is using its referenced image {HexId.Short(_there.Id)}",
            () => RemoveAsync(engine, Name, false, Other));
        await RefusesAsync(
            ErrorKind.Conflict, $"conflict: unable to delete {HexId.Short(_there.Id)} (must be forced) - image is being used by stopped container cccccccccccc",
            () => RemoveAsync(engine, _here.Id, false, Other));
        Assert.Single(await RemoveAsync(engine, Name, true, Other));
    }

    [Fact]
    public async Task What_another_name_leads_to_as_well_stays()
    {
        await using var engine = await LoadedAsync([]);
        await engine.LoadAsync(TestArchives.Layout(_there.ManifestDescriptor("\"org.opencontainers.image.ref.name\":\"example.com/alone:1\""), _there));
        await RefusesAsync(
            ErrorKind.Conflict, $"conflict: unable to delete {HexId.Short(_there.Id)} (cannot be forced) - image is referenced in multiple repositories",
            () => RemoveAsync(engine, Name, true, Other));
        await engine.TagAsync(Name, "again", "1");
        Assert.Single(await RemoveAsync(engine, Name, false, "linux/" + HostPlatform.Architecture));
        Assert.Equal(_there.Id, (await engine.ResolveAsync("again:1")).Id);
    }

    [Fact]
    public async Task A_tag_of_a_tag_leads_where_that_one_leads()
    {
        await using var engine = await LoadedAsync([]);
        // The same image once more, and not in an index.
        await engine.LoadAsync(TestArchives.Layout(_here.ManifestDescriptor("\"org.opencontainers.image.ref.name\":\"example.com/alone:1\""), _here));
        await engine.TagAsync("example.com/alone:1", "copy", "1");
        await engine.TagAsync(Name, "copy", "2");
        var names = (await engine.ResolveAsync(Name)).Image.Names.ToDictionary(name => name.Reference!.Familiar, name => name.Record.Target.Digest);
        Assert.Equal((Digests.Of(_here.Manifest), Digests.Of(Index)), (names["copy:1"], names["copy:2"]));
    }

    private async Task<ImagesEngine> LoadedAsync(IReadOnlyList<ImageUser> users, WantedPlatform? platform = null)
    {
        var engine = containerd.NewEngine(users);
        Assert.Equal([$"Loaded image: {Name}\n"], await engine.LoadAsync(Archive(), platform));
        return engine;
    }

    private byte[] Archive() => Archive(_here, _there);

    /// <summary>The whole index, and what is there of it.</summary>
    private byte[] Archive(params TestImage[] images) => TestArchives.Layout(
        TestImage.Descriptor("index.v1+json", Index)[..^1] + $$$""","annotations":{"io.containerd.image.name":"{{{Name}}}"}}""", "", [Index], images);

    private static Task<ImageInspect> InspectAsync(ImagesEngine engine, string name, WantedPlatform? platform) =>
        engine.Get<InspectImage>().ExecuteAsync(name, platform, withManifests: false, Cancelled);

    private static Task<IReadOnlyList<ImageDeleteItem>> RemoveAsync(ImagesEngine engine, string name, bool force, params string[] platforms) =>
        engine.Get<RemoveImagePlatforms>().ExecuteAsync(name, force, [.. platforms.Select(WantedPlatform.Parse)], Cancelled);

    private static async Task RefusesAsync(ErrorKind kind, string message, Func<Task> request)
    {
        var error = await Assert.ThrowsAsync<EngineException>(request);
        Assert.Equal((kind, message), (error.Kind, error.Message));
    }
}
