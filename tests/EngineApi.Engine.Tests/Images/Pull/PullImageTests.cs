using System.Text;
using EngineApi.Engine.Images;
using EngineApi.Engine.Tests.Registry;
using EngineApi.Wire;
using Xunit;

namespace EngineApi.Engine.Tests.Images.Pull;

[Collection(ImagesContainerdCollection.Name)]
public class PullImageTests(ImagesContainerd containerd)
{
    // In the content of each test: what containerd has in one namespace it need not be given again in another.
    private readonly string _unique = Guid.NewGuid().ToString();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_image_comes_with_its_layers_and_its_names()
    {
        await using var engine = containerd.NewEngine();
        await using var registry = await FakeRegistry.StartAsync();
        var image = TestImage.Of(TestLayer.WithFile("a", "one" + _unique).Gzip(), TestLayer.WithFile("b", "two" + _unique));
        var digest = registry.Add("team/app", "1", image);

        var lines = await engine.PullAsync(registry, "team/app", "1");

        var (a, b) = (HexId.Short(Digests.Of(image.Layers[0].Packed)), HexId.Short(Digests.Of(image.Layers[1].Packed)));
        Assert.Equal("1: Pulling from team/app", lines[0]);
        Assert.Equal([$"{a}: Pulling fs layer", $"{b}: Pulling fs layer"], lines[1..3]);
        foreach (var id in new[] { a, b })
        {
            Assert.Equal(
                ["Pulling fs layer", "Downloading", "Verifying Checksum", "Download complete", "Extracting", "Pull complete"],
                lines.Where(line => line.StartsWith(id, StringComparison.Ordinal)).Select(line => line[(id.Length + 2)..]).Where(status => status != "Waiting").Distinct());
        }
        Assert.Equal([$"Digest: {digest}", $"Status: Downloaded newer image for {registry.Authority}/team/app:1"], lines[^2..]);

        var resolved = await engine.ResolveAsync($"{registry.Authority}/team/app:1");
        Assert.Equal(image.Id, resolved.Id);
        Assert.Equal([$"{registry.Authority}/team/app@{digest}"], resolved.RepoDigests);
        Assert.NotNull(await engine.Client.Snapshots(engine.Options.Snapshotter).StatAsync(resolved.ChainId, Cancelled));

        Assert.Equal(
            ["1: Pulling from team/app", $"Digest: {digest}", $"Status: Image is up to date for {registry.Authority}/team/app:1"],
            await engine.PullAsync(registry, "team/app", "1"));
        Assert.Equal(image.Layers[0].Packed.Length, registry.Served(Digests.Of(image.Layers[0].Packed)));

        await engine.RemoveAsync($"{registry.Authority}/team/app:1");
        Assert.Empty(await engine.LeftAsync());
    }

    [Fact]
    public async Task A_digest_is_pulled_without_a_tag()
    {
        await using var engine = containerd.NewEngine();
        await using var registry = await FakeRegistry.StartAsync();
        var digest = registry.Add("app", "1", TestImage.Of(TestLayer.WithFile("a", "by digest" + _unique)));
        Assert.Equal($"{digest}: Pulling from app", (await engine.PullAsync(registry, "app", digest))[0]);
        var resolved = await engine.ResolveAsync($"{registry.Authority}/app@{digest}");
        Assert.Empty(resolved.RepoTags);
        await engine.RemoveAsync($"{registry.Authority}/app@{digest}");
        Assert.Empty(await engine.LeftAsync());
    }

    [Fact]
    public async Task Every_tag_is_pulled_when_none_is_named()
    {
        await using var engine = containerd.NewEngine();
        await using var registry = await FakeRegistry.StartAsync();
        for (var i = 1; i <= 5; i++)
            registry.Add("app", $"v{i}", TestImage.Of(TestLayer.WithFile("shared", "below" + _unique), TestLayer.WithFile("a", $"{i}" + _unique)));
        var lines = await engine.PullAsync(registry, "app", "");
        Assert.Equal($"Status: Downloaded newer image for {registry.Authority}/app", lines[^1]);
        var tags = (await engine.ListAsync()).SelectMany(image => image.RepoTags!).Order();
        Assert.Equal(Enumerable.Range(1, 5).Select(i => $"{registry.Authority}/app:v{i}"), tags);
        var shared = Digests.Of(TestLayer.WithFile("shared", "below" + _unique).Packed);
        Assert.Equal(4, lines.Count(line => line == $"{HexId.Short(shared)}: Already exists"));
        Assert.Equal(TestLayer.WithFile("shared", "below" + _unique).Packed.Length, registry.Served(shared));
    }

    [Fact]
    public async Task The_manifest_of_the_platform_is_chosen_and_attestations_are_passed_over()
    {
        await using var engine = containerd.NewEngine();
        await using var registry = await FakeRegistry.StartAsync();
        var here = TestImage.Of(TestLayer.WithFile("arch", "here" + _unique));
        var there = TestImage.Of(TestLayer.WithFile("arch", "there" + _unique)).For("s390x");
        registry.Add("app", "here", here);
        registry.Add("app", "there", there);
        var index = Encoding.UTF8.GetBytes($$"""
            {"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[
            {{here.ManifestDescriptor("", ""","platform":{"architecture":"unknown","os":"unknown"}""")}},
            {{there.ManifestDescriptor("", ""","platform":{"architecture":"s390x","os":"linux"}""")}},
            {{here.ManifestDescriptor("", $$""","platform":{"architecture":"{{HostPlatform.Architecture}}","os":"linux"}""")}}]}
            """);
        var digest = registry.Add("app", "multi", "application/vnd.oci.image.index.v1+json", index);

        await engine.PullAsync(registry, "app", "multi", "linux/s390x");
        Assert.Equal("s390x", (await engine.ResolveAsync($"{registry.Authority}/app:multi")).Architecture);
        await engine.PullAsync(registry, "app", "multi");
        var resolved = await engine.ResolveAsync($"{registry.Authority}/app:multi");
        Assert.Equal((HostPlatform.Architecture, here.Id), (resolved.Architecture, resolved.Id));
        Assert.Equal([$"{registry.Authority}/app@{digest}"], resolved.RepoDigests);

        Assert.Contains("Image is up to date", (await engine.PullAsync(registry, "app", "multi", "linux/s390x"))[^1], StringComparison.Ordinal);
        var foreign = await engine.Get<ResolveImage>().ExecuteAsync($"{registry.Authority}/app:multi", WantedPlatform.Parse("linux/s390x"), Cancelled);
        Assert.Equal(there.Id, foreign.Id);

        var refused = await Assert.ThrowsAsync<EngineException>(() => engine.PullAsync(registry, "app", "multi", "linux/riscv64"));
        Assert.Equal((ErrorKind.NotFound, "no matching manifest for linux/riscv64 in the manifest list entries"), (refused.Kind, refused.Message));
        await engine.RemoveAsync($"{registry.Authority}/app:multi");
        Assert.Empty(await engine.LeftAsync());
    }

    [Fact]
    public async Task Pulls_at_the_same_time_share_what_comes()
    {
        await using var engine = containerd.NewEngine();
        await using var registry = await FakeRegistry.StartAsync();
        var image = TestImage.Of(TestLayer.WithFile("a", new string('a', 100_000) + _unique), TestLayer.WithFile("b", "b" + _unique));
        registry.Add("app", "1", image);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => engine.PullAsync(registry, "app", "1")));
        Assert.All(image.Layers, layer => Assert.Equal(layer.Packed.Length, registry.Served(Digests.Of(layer.Packed))));
        await engine.RemoveAsync($"{registry.Authority}/app:1");
        Assert.Empty(await engine.LeftAsync());
    }

    [Fact]
    public async Task A_mirror_stands_for_docker_hub_and_its_failure_for_nothing()
    {
        await using var registry = await FakeRegistry.StartAsync();
        await using var engine = containerd.NewEngine(configure: options => options with { RegistryMirrors = ["http://127.0.0.1:1", $"http://{registry.Authority}"] });
        var image = TestImage.Of(TestLayer.WithFile("a", "from the mirror" + _unique));
        registry.Add("library/app", "latest", image);
        Assert.Equal("Status: Downloaded newer image for app:latest", (await engine.PullAsync("app", "latest"))[^1]);
        Assert.Equal(image.Id, (await engine.ResolveAsync("app")).Id);
    }
}
