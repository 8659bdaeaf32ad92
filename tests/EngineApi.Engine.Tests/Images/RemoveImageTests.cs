using EngineApi.Engine.Events;
using EngineApi.Engine.Images;
using EngineApi.Wire;
using Xunit;

namespace EngineApi.Engine.Tests.Images;

[Collection(ImagesContainerdCollection.Name)]
public sealed class RemoveImageTests(ImagesContainerd containerd)
{
    private static readonly string User = new('c', 64);
    private static readonly TestImage Image = TestImage.Of(TestLayer.WithFile("a", "bottom"), TestLayer.WithFile("b", "top"));

    [Fact]
    public async Task The_last_name_takes_the_image_along()
    {
        await using var engine = await LoadedAsync([], "app:1", "app:2");

        Assert.Equal(["app:1"], (await engine.RemoveAsync("app:1")).Select(item => item.Untagged));
        var chain = Digests.ChainIds([.. Image.Layers.Select(layer => layer.DiffId)]);
        Assert.Equal(
            ["- app:2", $"{Image.Id} -", $"{chain[1]} -", $"{chain[0]} -"],
            (await engine.RemoveAsync("app:2")).Select(item => item.Untagged is null ? $"{item.Deleted} -" : $"- {item.Untagged}"));
        Assert.Empty(await engine.LeftAsync());
        var error = await Assert.ThrowsAsync<EngineException>(() => engine.RemoveAsync("app:2"));
        Assert.Equal((ErrorKind.NotFound, "No such image: app:2"), (error.Kind, error.Message));

        using var events = engine.Get<EventBus>().Subscribe(published => published.Action != "load");
        Assert.Equal(["untag", "untag", "delete"], events.Past.Select(published => published.Action));
        Assert.Equal(Image.Id, events.Past[0].Attributes["name"]);
    }

    [Fact]
    public async Task Layers_another_image_needs_are_not_reported_and_stay()
    {
        var other = TestImage.Of(Image.Layers[0]);
        await using var engine = await LoadedAsync([], "app:1");
        await engine.LoadAsync(TestArchives.Docker((other, ["base:1"])));
        Assert.Equal(Image.Layers[0].Plain.Length > 0 ? 3 : 0, (await engine.RemoveAsync("app:1")).Count);
        Assert.Contains("snapshot " + (await engine.ResolveAsync("base:1")).ChainId, await engine.LeftAsync());
    }

    [Fact]
    public async Task By_id_several_names_need_force()
    {
        await using var engine = await LoadedAsync([], "app:1", "other/app:2");
        await ConflictsAsync(engine, Image.Id, false,
            $"conflict: unable to delete {HexId.Short(Image.Id)} (must be forced) - image is referenced in multiple repositories");
        var removed = await engine.RemoveAsync(Image.Id[7..20], force: true);
        Assert.Equal(["app:1", "other/app:2"], removed.Select(item => item.Untagged).OfType<string>());
        Assert.Empty(await engine.LeftAsync());
    }

    [Fact]
    public async Task A_stopped_container_asks_for_force()
    {
        await using var engine = await LoadedAsync([new(User, Image.Id, IsRunning: false)], "app:1");
        await ConflictsAsync(engine, "app:1", false,
            $"conflict: unable to remove repository reference \"app:1\" (must force) - container cccccccccccc is using its referenced image {HexId.Short(Image.Id)}");
        await ConflictsAsync(engine, Image.Id, false,
            $"conflict: unable to delete {HexId.Short(Image.Id)} (must be forced) - image is being used by stopped container cccccccccccc");
        Assert.Contains(await engine.RemoveAsync("app:1", force: true), item => item.Deleted == Image.Id);
    }

    [Fact]
    public async Task A_running_container_keeps_its_image_whatever_is_forced()
    {
        await using var engine = await LoadedAsync([new(User, Image.Id, IsRunning: true)], "app:1");
        await ConflictsAsync(engine, Image.Id, true,
            $"conflict: unable to delete {HexId.Short(Image.Id)} (cannot be forced) - image is being used by running container cccccccccccc");
        Assert.Equal("app:1", Assert.Single(await engine.RemoveAsync("app:1", force: true)).Untagged);
        Assert.Empty((await engine.ResolveAsync(Image.Id)).RepoTags);
    }

    [Fact]
    public async Task One_of_several_names_goes_even_while_a_container_runs()
    {
        await using var engine = await LoadedAsync([new(User, Image.Id, IsRunning: true)], "app:1", "app:2");
        Assert.Equal("app:1", Assert.Single(await engine.RemoveAsync("app:1")).Untagged);
    }

    private async Task<ImagesEngine> LoadedAsync(IReadOnlyList<ImageUser> users, params string[] tags)
    {
        var engine = containerd.NewEngine(users);
        await engine.LoadAsync(TestArchives.Docker((Image, tags)));
        return engine;
    }

    private static async Task ConflictsAsync(ImagesEngine engine, string name, bool force, string message)
    {
        var error = await Assert.ThrowsAsync<EngineException>(() => engine.RemoveAsync(name, force));
        Assert.Equal((ErrorKind.Conflict, message), (error.Kind, error.Message));
    }
}
