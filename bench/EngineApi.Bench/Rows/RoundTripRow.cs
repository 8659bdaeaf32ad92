using EngineApi.Bench.Docker;
using EngineApi.Bench.Measures;

namespace EngineApi.Bench.Rows;

/// <summary>64 bytes through stdin, <c>cat</c> and stdout of a container, one at a time.</summary>
internal sealed class RoundTripRow()
    : ContainerRow("roundtrip", "attach, 64 bytes there and back", new ContainerSettings("cat") { Stdin = true, LogDriver = "none" })
{
    private const int Trips = 2000;
    private const int Frame = 72;

    public override async Task<IReadOnlyList<Figure>> MeasureAsync(MeasuredEngine engine, int round, CancellationToken cancellationToken)
    {
        using var client = await RawStream.OpenAsync(
            engine.Api.SocketPath, "POST", $"containers/{ContainerOf(engine)}/attach?stream=1&stdin=1&stdout=1", "", upgrade: true, cancellationToken);
        var times = new double[Trips];
        var usage = await engine.MeasureAsync(
            async () =>
            {
                var (there, back) = (new byte[64], new byte[Frame]);
                for (var trip = 0; trip < Trips; trip++)
                {
                    var begun = TimeProvider.System.GetTimestamp();
                    await client.WriteAsync(there, cancellationToken);
                    for (var read = 0; read < Frame;)
                    {
                        var count = await client.ReadAsync(back.AsMemory(read), cancellationToken);
                        read += count > 0 ? count : throw new DockerFailure("the attached stream ended");
                    }

                    times[trip] = TimeProvider.System.GetElapsedTime(begun).TotalMicroseconds;
                }
            },
            cancellationToken);
        Array.Sort(times);
        return [new("median", "µs", times[Trips / 2]), new("engine CPU", "µs", usage.Cpu * 1e6 / Trips)];
    }
}
