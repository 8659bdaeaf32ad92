using EngineApi.Bench.Measures;

namespace EngineApi.Bench.Rows;

/// <summary><c>/_ping</c> on 16 kept-alive connections at once, 100,000 requests in all rounds together.</summary>
internal sealed class PingRow(int rounds) : Row("ping", "100,000 pings on 16 connections")
{
    private const int Connections = 16;
    private readonly int _each = 100_000 / Connections / rounds;

    public override bool NeedsImage => false;

    public override async Task<IReadOnlyList<Figure>> MeasureAsync(MeasuredEngine engine, int round, CancellationToken cancellationToken)
    {
        var usage = await engine.MeasureAsync(
            () => Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => PingAsync(engine, cancellationToken))), cancellationToken);
        var figures = new List<Figure> { new("engine CPU a request", "µs", usage.Cpu * 1e6 / (_each * Connections)) };
        if (round == rounds - 1 && engine.ResidentMegabytes is { } resident)
            figures.Add(new("RSS afterwards", "MB", resident));
        return figures;
    }

    private async Task PingAsync(MeasuredEngine engine, CancellationToken cancellationToken)
    {
        for (var time = 0; time < _each; time++)
            await engine.Api.PingAsync(cancellationToken);
    }
}
