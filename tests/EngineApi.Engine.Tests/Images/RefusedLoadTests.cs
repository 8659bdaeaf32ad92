using System.Formats.Tar;
using System.Text;
using EngineApi.Engine.Images;
using EngineApi.Engine.Images.Archive;
using Xunit;

namespace EngineApi.Engine.Tests.Images;

/// <summary>Whatever is wrong with an archive: one error, and nothing in containerd afterwards.</summary>
[Collection(ImagesContainerdCollection.Name)]
public sealed class RefusedLoadTests(ImagesContainerd containerd)
{
    private static readonly TestImage Good = TestImage.Of(TestLayer.WithFile("a", "good"));

    public static TheoryData<string, string> Broken => new()
    {
        { "garbage", "archive/tar: invalid tar header" },
        { "empty", "unexpected EOF" },
        { "truncated", "unexpected EOF" },
        { "no documents", "neither a manifest.json nor an index.json" },
        { "manifest is no JSON", "invalid manifest.json" },
        { "manifest is null", "invalid manifest.json" },
        { "missing configuration", "does not contain" },
        { "missing layer", "does not contain" },
        { "manifest of other types", "invalid manifest.json: not the JSON that was expected at $[0].Layers (line 1, byte " },
        { "configuration of other types", "invalid image configuration: not the JSON that was expected at $.Cmd" },
        { "gzip with a damaged end", "archive/tar: invalid tar header" },
        { "configuration is no JSON", "invalid image configuration" },
        { "fewer layers", "layers length mismatch" },
        { "wrong diff id", "the configuration promises" },
        { "diff id is no digest", "is not a sha256 digest" },
        { "layer is garbage", "cannot unpack layer" },
        { "bad tag", "must be lowercase" },
        { "second image is bad", "does not contain" },
        { "blob with another digest", "has another digest" },
        { "layout without a blob", "is not complete" },
        { "layout with a wrong size", "its descriptor says" },
        { "layout of something else", "which is no image" },
        { "nested too deep", "indexes deep" },
        { "too many entries", "it has more than 65536 entries" },
        { "huge configuration", "more than the" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task Is_refused_and_leaves_nothing(string what, string message)
    {
        await using var engine = containerd.NewEngine();
        var error = await Assert.ThrowsAsync<EngineException>(() => engine.LoadAsync(Make(what)));
        Assert.Equal(ErrorKind.InvalidParameter, error.Kind);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.DoesNotMatch("System\\.|EngineApi\\.|/tmp/|/var/|containerd-mount", error.Message);
        Assert.Empty(await engine.LeftAsync());
    }

    [Fact]
    public async Task What_was_there_before_survives_a_refused_load()
    {
        await using var engine = containerd.NewEngine();
        await engine.LoadAsync(TestArchives.Docker((Good, ["good:1"])));
        var before = await engine.LeftAsync();
        var broken = TestImage.Of(Good.Layers[0], TestLayer.WithFile("b", "x")) with { Layers = [Good.Layers[0], TestLayer.Of([1, 2, 3])] };
        await Assert.ThrowsAsync<EngineException>(() => engine.LoadAsync(TestArchives.Docker((broken, ["good:1"]))));
        Assert.Equal(before, await engine.LeftAsync());
        Assert.Equal(Good.Id, (await engine.ResolveAsync("good:1")).Id);
    }

    [Fact]
    public async Task A_client_that_goes_away_leaves_nothing()
    {
        await using var engine = containerd.NewEngine();
        var archive = TestArchives.Docker((TestImage.Of(TestLayer.Of(new TarBuilder().File("big", new byte[4 << 20]).ToArray())), ["gone:1"]));
        using var gone = new CancellationTokenSource();
        await using var body = new CutStream(archive, archive.Length / 2, gone);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => engine.LoadAsync(body, gone.Token));
        Assert.Empty(await engine.LeftAsync());
    }

    [Fact]
    public async Task Leases_of_an_engine_that_died_are_dropped_at_the_next_start()
    {
        await using var engine = containerd.NewEngine();
        var lease = await ContentLease.BeginAsync(engine.Client, "load", TestContext.Current.CancellationToken);
        await lease.StoreAsync(new MemoryStream([1, 2, 3]), 3, null, TestContext.Current.CancellationToken);
        Assert.Equal(2, (await engine.LeftAsync()).Count);
        await engine.Get<DropStaleLeases>().ExecuteAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain(await engine.LeftAsync(), line => line.StartsWith("lease", StringComparison.Ordinal));
    }

    private static byte[] Make(string what)
    {
        var layer = Good.Layers[0];
        var whole = TestArchives.Docker((Good, ["x:1"]));
        switch (what)
        {
            case "garbage":
                var garbage = new byte[8192];
                new Random(3).NextBytes(garbage);
                return garbage;
            case "empty":
                return [];
            case "truncated":
                return whole[..^2000];
            case "no documents":
                return new TarBuilder().File("layer.tar", "x").ToArray();
            case "manifest is no JSON":
                return new TarBuilder().File("manifest.json", "[{").ToArray();
            case "manifest is null":
                return new TarBuilder().File("manifest.json", "[null]").ToArray();
            case "manifest of other types":
                return new TarBuilder().File("manifest.json", """[{"Config":"c.json","Layers":true}]""").ToArray();
            case "configuration of other types":
                return TestArchives.Docker((TestImage.WithConfig("""{"Cmd":7}""", layer), ["x:1"]));
            case "gzip with a damaged end":
                var packed = TestLayer.Of(whole).Gzip().Packed;
                packed.AsSpan(packed.Length - 8, 4).Fill(7);
                return packed;
            case "missing configuration":
                return new TarBuilder().File("manifest.json", """[{"Config":"nope.json","Layers":[]}]""").ToArray();
            case "missing layer":
                return new TarBuilder().File("c.json", Good.Config).File("manifest.json", """[{"Config":"c.json","Layers":["nope.tar"]}]""").ToArray();
            case "configuration is no JSON":
                return new TarBuilder().File("c.json", "not JSON").File("manifest.json", """[{"Config":"c.json","Layers":[]}]""").ToArray();
            case "fewer layers":
                return new TarBuilder().File("c.json", Good.Config).File("manifest.json", """[{"Config":"c.json","Layers":[]}]""").ToArray();
            case "wrong diff id":
                return TestArchives.Docker((Good with { Layers = [TestLayer.WithFile("a", "other")] }, ["x:1"]));
            case "diff id is no digest":
                var config = Encoding.UTF8.GetString(Good.Config).Replace(layer.DiffId, "sha256:../../x", StringComparison.Ordinal);
                return TestArchives.Docker((Good with { Config = Encoding.UTF8.GetBytes(config) }, ["x:1"]));
            case "layer is garbage":
                return TestArchives.Docker((TestImage.Of(TestLayer.Of(Encoding.ASCII.GetBytes(new string('x', 5000)))), ["x:1"]));
            case "bad tag":
                return TestArchives.Docker((Good, ["UPPER:1"]));
            case "second image is bad":
                var entries = $$"""[{"Config":"c.json","RepoTags":["x:1"],"Layers":["l.tar"]},{"Config":"c.json","RepoTags":["y:1"],"Layers":["m.tar"]}]""";
                return new TarBuilder().File("c.json", Good.Config).File("l.tar", layer.Packed).File("manifest.json", entries).ToArray();
            case "blob with another digest":
                return new TarBuilder().File("blobs/sha256/" + Good.Id[7..], "something else").ToArray();
            case "layout without a blob":
                return new TarBuilder().File("index.json", $$"""{"manifests":[{{Good.ManifestDescriptor()}}]}""").ToArray();
            case "layout with a wrong size":
                return TestArchives.Layout(Good.ManifestDescriptor().Replace("\"size\":", "\"size\":1", StringComparison.Ordinal), Good);
            case "layout of something else":
                return TestArchives.Layout(Good.ManifestDescriptor().Replace("manifest.v1", "chart.v1", StringComparison.Ordinal), Good);
            case "too many entries":
                var many = new byte[(ArchiveLimits.Entries + 1) * 512 + 1024];
                var one = new MemoryStream();
                using (var tar = new TarWriter(one, TarEntryFormat.Ustar, leaveOpen: true))
                    tar.WriteEntry(new UstarTarEntry(TarEntryType.Directory, "d/"));
                var entry = one.ToArray().AsSpan(0, 512);
                for (var i = 0; i <= ArchiveLimits.Entries; i++)
                    entry.CopyTo(many.AsSpan(i * 512));
                return many;
            case "nested too deep":
                return Nested(ArchiveLimits.IndexDepth + 1);
            default:
                var huge = Encoding.UTF8.GetBytes("\"" + new string('x', ArchiveLimits.Json) + "\"");
                return TestArchives.Docker((new TestImage(huge, []), ["x:1"]));
        }
    }

    private static byte[] Nested(int depth)
    {
        var blobs = new List<byte[]>();
        var entry = Good.ManifestDescriptor();
        for (var i = 0; i < depth; i++)
        {
            var index = Encoding.UTF8.GetBytes($$"""{"schemaVersion":2,"manifests":[{{entry}}]}""");
            blobs.Add(index);
            entry = TestImage.Descriptor("index.v1+json", index);
        }
        return TestArchives.Layout(entry, "", blobs, Good);
    }

    /// <summary>Cancels when half of it was read, as a client's connection that breaks.</summary>
    private sealed class CutStream(byte[] content, int cut, CancellationTokenSource gone) : MemoryStream(content)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Position >= cut)
                gone.Cancel();
            cancellationToken.ThrowIfCancellationRequested();
            return base.ReadAsync(buffer[..Math.Min(buffer.Length, 65536)], cancellationToken);
        }
    }
}
