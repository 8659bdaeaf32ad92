using EngineApi.Bench.Measures;

namespace EngineApi.Bench.Rows;

/// <summary>Resident memory of the engine's own process at rest, before anything but a ping was asked of it; so it comes first.</summary>
internal sealed class IdleMemoryRow() : Row("idle", "idle for half a minute")
{
    public override bool NeedsImage => false;

    public override int Rounds(int asked) => 1;

    public override bool Applies(MeasuredEngine engine) => engine.ResidentMegabytes is not null;

    public override async Task<IReadOnlyList<Figure>> MeasureAsync(MeasuredEngine engine, int round, CancellationToken cancellationToken) =>
        [new("RSS", "MB", await engine.MegabytesAtRestAsync(cancellationToken))];
}
