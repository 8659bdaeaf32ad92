using EngineApi.Bench.Docker;
using EngineApi.Bench.Measures;

namespace EngineApi.Bench.Rows;

/// <summary>Output from a container to one attached client, with or without a log beside it.</summary>
internal sealed class AttachRow(string key, string logDriver) : Row(key, $"attach, output to one client, log driver {logDriver}")
{
    private const int Lines = 1_000_000;
    private const double Gigabytes = Lines * 100 / 1e9;

    public override int Rounds(int asked) => Math.Min(asked, 3);

    public override async Task<IReadOnlyList<Figure>> MeasureAsync(MeasuredEngine engine, int round, CancellationToken cancellationToken)
    {
        // It begins when it is told to, so the start counts neither for the speed nor for the CPU time.
        var script = $"read go; yes {LogRow.Text} | head -n {Lines}";
        var container = new ContainerSettings("sh", "-c", script) { LogDriver = logDriver, Stdin = true };
        var id = await engine.Api.CreateAsync(container, cancellationToken);
        try
        {
            using var client = await RawStream.OpenAsync(
                engine.Api.SocketPath, "POST", $"containers/{id}/attach?stream=1&stdin=1&stdout=1", "", upgrade: true, cancellationToken);
            await engine.Api.StartAsync(id, cancellationToken);
            long read = 0;
            var usage = await engine.MeasureAsync(
                async () =>
                {
                    await client.WriteAsync("go\n"u8.ToArray(), cancellationToken);
                    read = await client.ReadToEndAsync(cancellationToken);
                },
                cancellationToken);
            if (read < Lines * 100L)
                throw new DockerFailure($"the client got {read} bytes, not {Lines * 100L} and frames");
            return [new("engine CPU a GB", "s", usage.Cpu / Gigabytes), new("wall", "MB/s", Gigabytes * 1e3 / usage.Wall)];
        }
        finally
        {
            await engine.Api.RemoveAsync(id, CancellationToken.None);
        }
    }
}
