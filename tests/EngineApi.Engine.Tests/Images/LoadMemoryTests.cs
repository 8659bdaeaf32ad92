using System.Formats.Tar;
using System.IO.Pipelines;
using System.Security.Cryptography;
using EngineApi.Engine.Images;
using Xunit;

namespace EngineApi.Engine.Tests.Images;

[Collection(ImagesContainerdCollection.Name)]
public sealed class LoadMemoryTests(ImagesContainerd containerd)
{
    private const long LayerBytes = 100 << 20;
    private const long Allowed = 24 << 20;

    [Fact]
    public async Task A_layer_of_100_MiB_passes_through_without_being_kept()
    {
        await using var engine = containerd.NewEngine();
        await engine.LoadAsync(TestArchives.Docker((TestImage.Of(TestLayer.WithFile("warm", "up")), ["warm:1"])));
        var (diffId, size) = await DigestLayerAsync();
        var config = System.Text.Encoding.UTF8.GetBytes(
            $$$"""{"architecture":"{{{HostPlatform.Architecture}}}","os":"linux","config":{},"rootfs":{"type":"layers","diff_ids":["{{{diffId}}}"]}}""");
        var pipe = new Pipe();
        var writing = WriteArchiveAsync(pipe.Writer.AsStream(), config, size);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await using var watched = new WatchedStream(pipe.Reader.AsStream());

        await engine.LoadAsync(watched, TestContext.Current.CancellationToken);
        await writing;

        Assert.True((await engine.ResolveAsync("big:1")).Size >= LayerBytes);
        TestContext.Current.SendDiagnosticMessage($"peak of live memory over the start: {(watched.Peak - before) / 1024} KiB");
        Assert.InRange(watched.Peak - before, long.MinValue, Allowed);
    }

    [Fact]
    public async Task Loading_and_removing_again_and_again_needs_no_more_memory()
    {
        const int Rounds = 14;
        const long LeakPerRound = 512 << 10;
        await using var engine = containerd.NewEngine();
        var archive = TestArchives.Docker((TestImage.Of(TestLayer.Of(new TarBuilder().File("some", new byte[8 << 20]).ToArray())), ["again:1"]));
        long first = 0, last = 0;
        for (var round = 0; round < Rounds; round++)
        {
            await engine.LoadAsync(archive);
            await engine.RemoveAsync("again:1");
            last = GC.GetTotalMemory(forceFullCollection: true);
            if (round == Rounds / 2)
                first = last;
            TestContext.Current.SendDiagnosticMessage($"round {round}: {last / 1024} KiB");
        }
        Assert.InRange((last - first) / (Rounds - Rounds / 2 - 1), long.MinValue, LeakPerRound);
    }

    private static async Task<(string DiffId, long Size)> DigestLayerAsync()
    {
        using var hash = SHA256.Create();
        await using var sink = new CryptoStream(Stream.Null, hash, CryptoStreamMode.Write);
        await using var counting = new CountingStream(sink);
        await WriteLayerAsync(counting);
        await sink.FlushFinalBlockAsync();
        return (Digests.Format(hash.Hash), counting.Count);
    }

    private static async Task WriteLayerAsync(Stream output)
    {
        await using var tar = new TarWriter(output, TarEntryFormat.Pax, leaveOpen: true);
        await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, "big")
        {
            DataStream = new NoiseStream(LayerBytes),
            ModificationTime = DateTimeOffset.UnixEpoch,
        });
    }

    private static async Task WriteArchiveAsync(Stream output, byte[] config, long layerSize)
    {
        await using var _ = output;
        await using var tar = new TarWriter(output, TarEntryFormat.Pax, leaveOpen: true);
        var layer = new Pipe();
        var writing = Task.Run(async () =>
        {
            await using var stream = layer.Writer.AsStream();
            await WriteLayerAsync(stream);
        });
        await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, "layer.tar") { DataStream = new SizedStream(layer.Reader.AsStream(), layerSize) });
        await writing;
        await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, "c.json") { DataStream = new MemoryStream(config) });
        await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, "manifest.json")
        {
            DataStream = new MemoryStream("""[{"Config":"c.json","RepoTags":["big:1"],"Layers":["layer.tar"]}]"""u8.ToArray()),
        });
    }

    /// <summary>Bytes that do not compress, the same every time.</summary>
    private sealed class NoiseStream(long length) : ReadStream(length)
    {
        private readonly Random _random = new(1);

        protected override ValueTask<int> FillAsync(Memory<byte> buffer, CancellationToken cancellationToken)
        {
            _random.NextBytes(buffer.Span);
            return ValueTask.FromResult(buffer.Length);
        }
    }

    private sealed class SizedStream(Stream source, long length) : ReadStream(length)
    {
        protected override ValueTask<int> FillAsync(Memory<byte> buffer, CancellationToken cancellationToken) =>
            source.ReadAsync(buffer, cancellationToken);
    }

    /// <summary>Looks at the live memory now and then while it is read.</summary>
    private sealed class WatchedStream(Stream source) : ReadStream(long.MaxValue)
    {
        private int _reads;

        public long Peak { get; private set; }

        protected override ValueTask<int> FillAsync(Memory<byte> buffer, CancellationToken cancellationToken)
        {
            if (++_reads % 1000 == 0)
                Peak = Math.Max(Peak, GC.GetTotalMemory(forceFullCollection: true));
            return source.ReadAsync(buffer, cancellationToken);
        }
    }

    private sealed class CountingStream(Stream sink) : WriteStream
    {
        public long Count { get; private set; }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await sink.WriteAsync(buffer, cancellationToken);
            Count += buffer.Length;
        }
    }
}
