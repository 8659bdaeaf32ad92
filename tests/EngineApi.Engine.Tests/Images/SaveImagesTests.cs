using System.IO.Pipelines;
using System.Text;
using EngineApi.Engine.Images;
using EngineApi.Engine.Images.Save;
using EngineApi.Engine.Tar;
using Xunit;

namespace EngineApi.Engine.Tests.Images;

[Collection(ImagesContainerdCollection.Name)]
public sealed class SaveImagesTests(ImagesContainerd containerd)
{
    private const string Name = "example.com/multi:1";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_index_keeps_its_digest_and_goes_with_the_platforms_that_are_here()
    {
        await using var engine = containerd.NewEngine();
        var image = TestImage.Of(TestLayer.WithFile("hello", "multi"));
        var index = await LoadIndexAsync(engine, image);
        var saved = await SaveAsync(engine, null, "example.com/multi");
        Assert.Equal(saved, await SaveAsync(engine, null, Name));

        await using var other = containerd.NewEngine();
        Assert.Equal([$"Loaded image: {Name}\n"], await other.LoadAsync(saved));
        var loaded = await other.ResolveAsync(Name);
        Assert.Equal((image.Id, Digests.Of(index)), (loaded.Id, loaded.Image.Content.Target.Digest));
        Assert.DoesNotContain(await engine.LeftAsync(), static line => line.StartsWith("lease", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_platform_that_is_asked_for_goes_without_the_index()
    {
        await using var engine = containerd.NewEngine();
        var image = TestImage.Of(TestLayer.WithFile("hello", "alone"));
        var index = await LoadIndexAsync(engine, image);
        var saved = Encoding.Latin1.GetString(await SaveAsync(engine, WantedPlatform.Host, Name));
        Assert.DoesNotContain(Digests.Of(index), saved, StringComparison.Ordinal);
        Assert.Contains($"\"digest\":\"{Digests.Of(image.Manifest)}\"", saved, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reader_that_has_left_is_no_failure_of_the_archive()
    {
        await using var engine = containerd.NewEngine();
        await LoadIndexAsync(engine, TestImage.Of(TestLayer.WithFile("hello", "gone")));
        var pipe = new Pipe();
        await pipe.Reader.CompleteAsync();
        await Assert.ThrowsAsync<ArchiveReaderGoneException>(
            () => engine.Get<SaveImages>().ExecuteAsync([Name], null, pipe.Writer, static () => { }, Cancelled));
        Assert.DoesNotContain(await engine.LeftAsync(), static line => line.StartsWith("lease", StringComparison.Ordinal));
    }

    private static async Task<byte[]> LoadIndexAsync(ImagesEngine engine, TestImage image)
    {
        var absent = TestImage.Of(TestLayer.WithFile("hello", "elsewhere"));
        var index = Encoding.UTF8.GetBytes($$"""
            {"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[
            {{absent.ManifestDescriptor(more: ""","platform":{"os":"linux","architecture":"vax"}""")}},
            {{image.ManifestDescriptor(more: $$""","platform":{"os":"linux","architecture":"{{HostPlatform.Architecture}}"}""")}}]}
            """);
        var entry = TestImage.Descriptor("index.v1+json", index)[..^1] + $$$""","annotations":{"io.containerd.image.name":"{{{Name}}}"}}""";
        await engine.LoadAsync(TestArchives.Layout(entry, "", [index], image));
        return index;
    }

    private static async Task<byte[]> SaveAsync(ImagesEngine engine, WantedPlatform? platform, string name)
    {
        var bytes = new MemoryStream();
        var pipe = PipeWriter.Create(bytes, new StreamPipeWriterOptions(leaveOpen: true));
        var begun = 0;
        await engine.Get<SaveImages>().ExecuteAsync([name], platform, pipe, () => begun++, Cancelled);
        await pipe.CompleteAsync();
        Assert.Equal(1, begun);
        return bytes.ToArray();
    }
}
