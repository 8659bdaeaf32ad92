using EngineApi.Bench.Docker;

namespace EngineApi.Bench.Rows;

/// <summary>A row that measures on one running container of each engine, the same one in all rounds.</summary>
internal abstract class ContainerRow(string key, string title, ContainerSettings settings) : Row(key, title)
{
    private readonly Dictionary<MeasuredEngine, string> _containers = [];

    protected string ContainerOf(MeasuredEngine engine) => _containers[engine];

    public override async Task PrepareAsync(MeasuredEngine engine, CancellationToken cancellationToken) =>
        _containers[engine] = await RunAsync(engine, settings, cancellationToken);

    public override async Task CleanUpAsync(MeasuredEngine engine, CancellationToken cancellationToken)
    {
        if (_containers.Remove(engine, out var id))
            await engine.Api.RemoveAsync(id, cancellationToken);
    }
}
