using EngineApi.Bench.Docker;
using EngineApi.Bench.Measures;

namespace EngineApi.Bench.Rows;

/// <summary>Loading an image whose one layer is new to the engine.</summary>
internal sealed class LoadRow(string busybox) : Row("load", "load of an image of 34 MB")
{
    private const string Name = "bench-load:latest";
    private const int Padding = 32_000_000;

    public override async Task<IReadOnlyList<Figure>> MeasureAsync(MeasuredEngine engine, int round, CancellationToken cancellationToken)
    {
        var archive = BusyboxArchive.Create(busybox, Name, Padding);
        var usage = await engine.MeasureAsync(() => engine.Api.LoadAsync(archive, cancellationToken), cancellationToken);
        await engine.Api.RemoveImageAsync(Name, cancellationToken);
        return [CpuMilliseconds(usage, 1), new("wall", "ms", usage.Wall * 1e3)];
    }
}
