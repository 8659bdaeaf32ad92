using EngineApi.Bench.Docker;
using EngineApi.Bench.Measures;

namespace EngineApi.Bench.Rows;

/// <summary>Pulling an image from a registry on loopback, every layer of it new to the engine.</summary>
/// <param name="registry">Where the engines find the registry, and its directory; null: there is none.</param>
internal sealed class PullRow(RegistryOptions? registry) : Row("pull", $"pull of {Layers} layers of {LayerBytes / 1_000_000} MB")
{
    private const int Layers = 10;
    private const int LayerBytes = 20_000_000;

    private readonly HashSet<int> _rounds = [];

    public override bool NeedsImage => false;

    public override bool Applies(MeasuredEngine engine) => registry is not null;

    public override async Task<IReadOnlyList<Figure>> MeasureAsync(MeasuredEngine engine, int round, CancellationToken cancellationToken)
    {
        var repository = $"pull{round}";
        if (_rounds.Add(round))
            new RegistryData(registry!.Directory).Add(repository, Layers, LayerBytes);
        var name = $"{registry!.Address}/{repository}";
        var usage = await engine.MeasureAsync(() => engine.Api.PullAsync(name, cancellationToken), cancellationToken);
        await engine.Api.RemoveImageAsync(name, cancellationToken);
        return [CpuMilliseconds(usage, 1), new("wall", "ms", usage.Wall * 1e3)];
    }
}
