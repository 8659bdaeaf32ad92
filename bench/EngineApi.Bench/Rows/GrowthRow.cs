using EngineApi.Bench.Docker;
using EngineApi.Bench.Measures;

namespace EngineApi.Bench.Rows;

/// <summary>What 50 running containers add to the resident memory of the engine's own process.</summary>
internal sealed class GrowthRow() : Row("growth", "50 running containers")
{
    private const int Containers = 50;

    public override int Rounds(int asked) => 1;

    public override bool Applies(MeasuredEngine engine) => engine.ResidentMegabytes is not null;

    public override async Task<IReadOnlyList<Figure>> MeasureAsync(MeasuredEngine engine, int round, CancellationToken cancellationToken)
    {
        var before = await engine.MegabytesAtRestAsync(cancellationToken);
        var made = new List<string>();
        try
        {
            while (made.Count < Containers)
                made.Add(await RunAsync(engine, new ContainerSettings("sleep", "100000"), cancellationToken));
            return [new("RSS more", "MB", await engine.MegabytesAtRestAsync(cancellationToken) - before)];
        }
        finally
        {
            foreach (var id in made)
                await engine.Api.RemoveAsync(id, CancellationToken.None);
        }
    }
}
