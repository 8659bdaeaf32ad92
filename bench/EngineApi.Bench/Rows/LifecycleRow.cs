using EngineApi.Bench.Docker;
using EngineApi.Bench.Measures;

namespace EngineApi.Bench.Rows;

/// <summary>create → start → wait → remove of <c>true</c>.</summary>
internal sealed class LifecycleRow(string key, string network) : Row(key, $"create, start, wait, remove, network {network}")
{
    private const int Batch = 5;

    public override Task PrepareAsync(MeasuredEngine engine, CancellationToken cancellationToken) => LiveAsync(engine, cancellationToken);

    public override async Task<IReadOnlyList<Figure>> MeasureAsync(MeasuredEngine engine, int round, CancellationToken cancellationToken)
    {
        var usage = await engine.MeasureAsync(
            async () =>
            {
                for (var container = 0; container < Batch; container++)
                    await LiveAsync(engine, cancellationToken);
            },
            cancellationToken);
        return [CpuMilliseconds(usage, Batch), new("wall", "ms", usage.Wall * 1e3 / Batch)];
    }

    private async Task LiveAsync(MeasuredEngine engine, CancellationToken cancellationToken)
    {
        var id = await RunAsync(engine, new ContainerSettings("true") { Network = network }, cancellationToken);
        await engine.Api.WaitAsync(id, cancellationToken);
        await engine.Api.RemoveAsync(id, cancellationToken);
    }
}
