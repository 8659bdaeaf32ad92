using System.Text;
using EngineApi.Engine.Events;
using EngineApi.Engine.Images;
using Xunit;

namespace EngineApi.Engine.Tests.Images;

[Collection(ImagesContainerdCollection.Name)]
public sealed class LoadImagesTests(ImagesContainerd containerd)
{
    [Theory]
    [InlineData("")]
    [InlineData("gzip")]
    [InlineData("zstd")]
    public async Task A_docker_archive_runs_whatever_its_layers_are_packed_with(string packer)
    {
        if (!TestLayer.HasBusybox)
            Assert.Skip("busybox-static is not installed");
        var layer = TestLayer.Busybox;
        if (packer.Length > 0)
        {
            HostProgram.Need(packer);
            layer = layer.With(packer, "+" + packer);
        }
        var image = TestImage.Of(layer, TestLayer.WithFile("hello", "from layer two"));
        await using var engine = containerd.NewEngine();

        var lines = await engine.LoadAsync(TestArchives.Docker((image, ["busybox:1", "example.com:5000/team/app:2"])));

        Assert.Equal(["Loaded image: busybox:1\n", "Loaded image: example.com:5000/team/app:2\n"], lines);
        var resolved = await engine.ResolveAsync("busybox:1");
        Assert.Equal(image.Id, resolved.Id);
        Assert.Equal(["busybox:1", "example.com:5000/team/app:2"], resolved.RepoTags);
        Assert.Equal("here", resolved.Config.Labels!["made"]);
        Assert.True(resolved.Size > layer.Plain.Length / 2);
        Assert.DoesNotContain(await engine.LeftAsync(), line => line.StartsWith("lease", StringComparison.Ordinal));

        var ctr = new[] { "-a", engine.Address, "-n", engine.Client.Namespace };
        Assert.Contains("docker.io/library/busybox:1", await HostProgram.RunAsync("ctr", [.. ctr, "images", "ls"]), StringComparison.Ordinal);
        var check = await HostProgram.RunAsync("ctr", [.. ctr, "images", "check"]);
        Assert.Contains("complete", check, StringComparison.Ordinal);
        Assert.DoesNotContain("incomplete", check, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ctr_can_run_what_was_loaded()
    {
        HostProgram.Need("runc");
        if (!TestLayer.HasBusybox)
            Assert.Skip("busybox-static is not installed");
        await using var engine = containerd.NewEngine();
        await engine.LoadAsync(TestArchives.Docker((TestImage.Of(TestLayer.Busybox, TestLayer.WithFile("hello", "from layer two")), ["run:me"])));
        var output = await HostProgram.RunAsync("ctr", "-a", engine.Address, "-n", engine.Client.Namespace,
            "run", "--rm", "--snapshotter", engine.Options.Snapshotter, "docker.io/library/run:me", "ctr-" + engine.Client.Namespace, "/bin/cat", "/hello");
        Assert.Equal("from layer two", output);
    }

    [Fact]
    public async Task The_same_archive_gives_the_same_digests_everywhere()
    {
        var archive = TestArchives.Docker((TestImage.Of(TestLayer.WithFile("a", "b")), ["same:1"]));
        await using var one = containerd.NewEngine();
        await using var two = containerd.NewEngine();
        await one.LoadAsync(archive);
        var first = await one.LeftAsync();
        await one.LoadAsync(archive);
        await two.LoadAsync(archive);
        Assert.Equal(first, await one.LeftAsync());
        Assert.Equal(first, await two.LeftAsync());
    }

    [Fact]
    public async Task An_untagged_image_stays_without_a_name()
    {
        var image = TestImage.Of(TestLayer.WithFile("a", "untagged"));
        await using var engine = containerd.NewEngine();
        Assert.Equal([$"Loaded image ID: {image.Id}\n"], await engine.LoadAsync(TestArchives.Docker((image, []))));
        var listed = Assert.Single(await engine.ListAsync(("dangling", "true")));
        Assert.Equal(image.Id, listed.Id);
        Assert.Empty(listed.RepoTags!);
        Assert.Equal(image.Id, (await engine.ResolveAsync(image.Id[7..19])).Id);
    }

    [Fact]
    public async Task A_layout_keeps_its_manifest_and_takes_names_from_annotations()
    {
        var image = TestImage.Of(TestLayer.WithFile("a", "layout").Gzip());
        var second = TestImage.Of(TestLayer.WithFile("a", "only a tag"));
        await using var engine = containerd.NewEngine();
        var lines = await engine.LoadAsync(TestArchives.Layout(
            image.ManifestDescriptor("""
                "io.containerd.image.name":"docker.io/library/layout:3","org.opencontainers.image.ref.name":"3"
                """) + "," + second.ManifestDescriptor("""
                "org.opencontainers.image.ref.name":"latest"
                """), image, second));
        Assert.Equal(["Loaded image: layout:3\n", $"Loaded image ID: {second.Id}\n"], lines);
        Assert.Equal(Digests.Of(image.Manifest), (await engine.ResolveAsync("layout:3")).Manifest.Digest);
    }

    [Fact]
    public async Task An_index_is_read_for_this_machine_and_may_lack_other_platforms()
    {
        var image = TestImage.Of(TestLayer.WithFile("a", "native"));
        var absent = TestImage.Of(TestLayer.WithFile("a", "foreign"));
        var index = Encoding.UTF8.GetBytes($$"""
            {"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[
            {{absent.ManifestDescriptor(more: ""","platform":{"os":"linux","architecture":"vax"}""")}},
            {{image.ManifestDescriptor(more: $$""","platform":{"os":"linux","architecture":"{{HostPlatform.Architecture}}"}""")}}]}
            """);
        await using var engine = containerd.NewEngine();
        var entry = TestImage.Descriptor("index.v1+json", index)[..^1] + ""","annotations":{"org.opencontainers.image.ref.name":"example.com/multi:1"}}""";
        Assert.Equal(["Loaded image: example.com/multi:1\n"], await engine.LoadAsync(TestArchives.Layout(entry, "", [index], image)));
        Assert.Equal(image.Id, (await engine.ResolveAsync("example.com/multi:1")).Id);
        var manifests = Assert.Single(await engine.ListAsync()).Manifests!;
        Assert.Equal([false, true], manifests.Select(manifest => manifest.Available));
    }

    [Fact]
    public async Task An_archive_that_is_both_gives_every_tag_and_keeps_the_manifest()
    {
        var image = TestImage.Of(TestLayer.WithFile("a", "both"));
        var layer = image.Layers[0].DiffId[7..];
        await using var engine = containerd.NewEngine();
        var lines = await engine.LoadAsync(TestArchives.Layout(
            image.ManifestDescriptor(),
            $$"""[{"Config":"blobs/sha256/{{image.Id[7..]}}","RepoTags":["both:1","both:2"],"Layers":["blobs/sha256/{{layer}}"]}]""", [], image));
        Assert.Equal(["Loaded image: both:1\n", "Loaded image: both:2\n"], lines);
        Assert.Equal(Digests.Of(image.Manifest), (await engine.ResolveAsync("both:2")).Manifest.Digest);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("zstd")]
    [InlineData("xz")]
    [InlineData("bzip2")]
    public async Task The_whole_archive_may_be_compressed(string packer)
    {
        HostProgram.Need(packer);
        var archive = HostProgram.Filter(packer, TestArchives.Docker((TestImage.Of(TestLayer.WithFile("a", packer)), ["packed:" + packer])));
        await using var engine = containerd.NewEngine();
        Assert.Equal([$"Loaded image: packed:{packer}\n"], await engine.LoadAsync(archive));
        await Assert.ThrowsAsync<EngineException>(() => engine.LoadAsync(archive[..^20]));
    }

    [Fact]
    public async Task A_tag_moves_and_the_image_that_had_it_stays()
    {
        var old = TestImage.Of(TestLayer.WithFile("a", "old"));
        var young = TestImage.Of(TestLayer.WithFile("a", "young"));
        await using var engine = containerd.NewEngine();
        await engine.LoadAsync(TestArchives.Docker((old, ["moving:latest"])));
        Assert.Equal(
            [$"The image moving:latest already exists, renaming the old one with ID {old.Id} to empty string\n", "Loaded image: moving:latest\n"],
            await engine.LoadAsync(TestArchives.Docker((young, ["moving"]))));
        Assert.Equal(young.Id, (await engine.ResolveAsync("moving")).Id);
        Assert.Empty((await engine.ResolveAsync(old.Id)).RepoTags);
        // Named again, it needs no record of its own any more.
        await engine.TagAsync(old.Id, "back", "1");
        Assert.DoesNotContain(await engine.LeftAsync(), line => line.Contains("dangling", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_image_without_layers_can_be_loaded()
    {
        await using var engine = containerd.NewEngine();
        await engine.LoadAsync(TestArchives.Docker((TestImage.Of(), ["scratch:1"])));
        Assert.Equal("", (await engine.ResolveAsync("scratch:1")).ChainId);
        Assert.Equal(0, Assert.Single(await engine.ListAsync()).SharedSize);
    }

    [Fact]
    public async Task Publishes_load_with_the_image_s_labels()
    {
        var image = TestImage.Of(TestLayer.WithFile("a", "event"));
        await using var engine = containerd.NewEngine();
        await engine.LoadAsync(TestArchives.Docker((image, ["event:1"])));
        using var subscription = engine.Get<EventBus>().Subscribe(published => true);
        var load = Assert.Single(subscription.Past);
        Assert.Equal(("image", "load", image.Id), (load.Type, load.Action, load.Id));
        Assert.Equal((image.Id, "here"), (load.Attributes["name"], load.Attributes["made"]));
    }
}
