using EngineApi.Bench.Docker;
using EngineApi.Bench.Measures;

namespace EngineApi.Bench.Rows;

/// <summary>
/// A million lines of 100 bytes into a json-file log, and their read-back. The container writes when a file appears, so its
/// start does not count.
/// </summary>
internal sealed class LogRow() : Row("log", "log of 100-byte lines")
{
    private const int Lines = 1_000_000;
    private const double Gigabytes = Lines * 100 / 1e9;
    private static readonly TimeSpan MostWait = TimeSpan.FromMinutes(3);

    public static string Text { get; } = new('x', 99);

    public override int Rounds(int asked) => Math.Min(asked, 3);

    public override async Task<IReadOnlyList<Figure>> MeasureAsync(MeasuredEngine engine, int round, CancellationToken cancellationToken)
    {
        var shared = Directory.CreateTempSubdirectory("engineapi-bench-");
        var script = $"until [ -e /bench/go ]; do usleep 20000; done; yes {Text} | head -n {Lines}; touch /bench/done; sleep 100000";
        var id = await RunAsync(engine, new ContainerSettings("sh", "-c", script) { Shared = shared.FullName }, cancellationToken);
        try
        {
            var capture = await engine.MeasureAsync(() => WriteAsync(shared.FullName, cancellationToken), cancellationToken);
            long read = 0;
            var readBack = await engine.MeasureAsync(
                async () => read = await engine.Api.ReadAsync($"containers/{id}/logs?stdout=1", cancellationToken), cancellationToken);
            if (read != Lines * 108L)
                throw new DockerFailure($"the log read back has {read} bytes, not {Lines * 108L}");
            return
            [
                new("capture, engine CPU a GB", "s", capture.Cpu / Gigabytes),
                new("capture, wall", "MB/s", Gigabytes * 1e3 / capture.Wall),
                new("read-back, engine CPU a GB", "s", readBack.Cpu / Gigabytes),
                new("read-back, wall", "MB/s", Gigabytes * 1e3 / readBack.Wall),
            ];
        }
        finally
        {
            await engine.Api.RemoveAsync(id, CancellationToken.None);
            shared.Delete(recursive: true);
        }
    }

    private static async Task WriteAsync(string shared, CancellationToken cancellationToken)
    {
        await File.WriteAllBytesAsync(Path.Combine(shared, "go"), [], cancellationToken);
        var begun = TimeProvider.System.GetTimestamp();
        while (!File.Exists(Path.Combine(shared, "done")))
        {
            if (TimeProvider.System.GetElapsedTime(begun) > MostWait)
                throw new TimeoutException("the container did not finish writing");
            await Task.Delay(20, cancellationToken);
        }
    }
}
