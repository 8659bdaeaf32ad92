using EngineApi.Bench.Docker;
using EngineApi.Bench.Measures;

namespace EngineApi.Bench.Rows;

/// <summary>One sample of a running container, without one before it.</summary>
internal sealed class StatsRow() : ContainerRow("stats", "stats, one shot", new ContainerSettings("sleep", "100000"))
{
    private const int Batch = 50;

    public override async Task<IReadOnlyList<Figure>> MeasureAsync(MeasuredEngine engine, int round, CancellationToken cancellationToken)
    {
        var usage = await engine.MeasureAsync(
            async () =>
            {
                for (var sample = 0; sample < Batch; sample++)
                    await engine.Api.ReadAsync($"containers/{ContainerOf(engine)}/stats?stream=0&one-shot=1", cancellationToken);
            },
            cancellationToken);
        return [CpuMilliseconds(usage, Batch), new("wall", "ms", usage.Wall * 1e3 / Batch)];
    }
}
