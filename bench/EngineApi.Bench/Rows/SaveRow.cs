using EngineApi.Bench.Docker;
using EngineApi.Bench.Measures;

namespace EngineApi.Bench.Rows;

/// <summary>Saving an image, and throwing the archive away.</summary>
internal sealed class SaveRow(string busybox) : Row("save", "save of an image of 34 MB")
{
    private const string Name = "bench-save:latest";
    private const int Padding = 32_000_000;

    public override Task PrepareAsync(MeasuredEngine engine, CancellationToken cancellationToken) =>
        engine.Api.LoadAsync(BusyboxArchive.Create(busybox, Name, Padding), cancellationToken);

    public override async Task<IReadOnlyList<Figure>> MeasureAsync(MeasuredEngine engine, int round, CancellationToken cancellationToken)
    {
        var usage = await engine.MeasureAsync(() => engine.Api.ReadAsync($"images/{Name}/get", cancellationToken), cancellationToken);
        return [CpuMilliseconds(usage, 1), new("wall", "ms", usage.Wall * 1e3)];
    }

    public override Task CleanUpAsync(MeasuredEngine engine, CancellationToken cancellationToken) =>
        engine.Api.RemoveImageAsync(Name, cancellationToken);
}
