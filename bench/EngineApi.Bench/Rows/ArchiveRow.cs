using System.Formats.Tar;
using EngineApi.Bench.Docker;
using EngineApi.Bench.Measures;

namespace EngineApi.Bench.Rows;

/// <summary>A file of 1 KiB into a running container and out of it again.</summary>
internal sealed class ArchiveRow() : ContainerRow("archive", "archive, 1 KiB", new ContainerSettings("sleep", "100000"))
{
    private const int Batch = 20;
    private const int FileBytes = 1024;

    private readonly byte[] _archive = Archive();

    public override async Task<IReadOnlyList<Figure>> MeasureAsync(MeasuredEngine engine, int round, CancellationToken cancellationToken)
    {
        var id = ContainerOf(engine);
        var put = await RepeatAsync(engine, () => engine.Api.PutArchiveAsync(id, "/", _archive, cancellationToken), cancellationToken);
        var get = await RepeatAsync(engine, () => engine.Api.ReadAsync($"containers/{id}/archive?path=/file", cancellationToken), cancellationToken);
        return
        [
            new("PUT wall", "ms", put.Wall * 1e3 / Batch), new("PUT CPU", "ms", put.Cpu * 1e3 / Batch),
            new("GET wall", "ms", get.Wall * 1e3 / Batch), new("GET CPU", "ms", get.Cpu * 1e3 / Batch),
        ];
    }

    private static Task<Usage> RepeatAsync(MeasuredEngine engine, Func<Task> call, CancellationToken cancellationToken) =>
        engine.MeasureAsync(
            async () =>
            {
                for (var number = 0; number < Batch; number++)
                    await call();
            },
            cancellationToken);

    private static byte[] Archive()
    {
        var stream = new MemoryStream();
        using (var tar = new TarWriter(stream, TarEntryFormat.Ustar, leaveOpen: true))
            tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, "file") { DataStream = new MemoryStream(new byte[FileBytes]) });
        return stream.ToArray();
    }
}
