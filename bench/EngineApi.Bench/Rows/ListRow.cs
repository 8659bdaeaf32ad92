using EngineApi.Bench.Docker;
using EngineApi.Bench.Measures;

namespace EngineApi.Bench.Rows;

/// <summary>The list of 200 containers that were created and never started.</summary>
internal sealed class ListRow() : Row("list", "list of 200 containers")
{
    private const int Containers = 200;
    private const int Batch = 50;

    private readonly Dictionary<MeasuredEngine, List<string>> _containers = [];

    public override async Task PrepareAsync(MeasuredEngine engine, CancellationToken cancellationToken)
    {
        var made = _containers[engine] = [];
        while (made.Count < Containers)
            made.Add(await engine.Api.CreateAsync(new ContainerSettings("true"), cancellationToken));
        await ListAsync(engine, cancellationToken);
    }

    public override async Task<IReadOnlyList<Figure>> MeasureAsync(MeasuredEngine engine, int round, CancellationToken cancellationToken)
    {
        var usage = await engine.MeasureAsync(() => ListAsync(engine, cancellationToken), cancellationToken);
        return [CpuMilliseconds(usage, Batch), new("wall", "ms", usage.Wall * 1e3 / Batch)];
    }

    public override async Task CleanUpAsync(MeasuredEngine engine, CancellationToken cancellationToken)
    {
        foreach (var id in _containers.GetValueOrDefault(engine) ?? [])
            await engine.Api.RemoveAsync(id, cancellationToken);
    }

    private static async Task ListAsync(MeasuredEngine engine, CancellationToken cancellationToken)
    {
        for (var time = 0; time < Batch; time++)
            await engine.Api.ReadAsync("containers/json?all=1", cancellationToken);
    }
}
