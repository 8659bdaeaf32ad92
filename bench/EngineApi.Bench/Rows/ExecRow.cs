using EngineApi.Bench.Docker;
using EngineApi.Bench.Measures;

namespace EngineApi.Bench.Rows;

/// <summary>An exec of <c>true</c> whose output is read to its end.</summary>
internal sealed class ExecRow() : ContainerRow("exec", "exec", new ContainerSettings("sleep", "100000"))
{
    private const int Batch = 10;

    public override async Task<IReadOnlyList<Figure>> MeasureAsync(MeasuredEngine engine, int round, CancellationToken cancellationToken)
    {
        var usage = await engine.MeasureAsync(
            async () =>
            {
                for (var exec = 0; exec < Batch; exec++)
                    await ExecAsync(engine, cancellationToken);
            },
            cancellationToken);
        return [CpuMilliseconds(usage, Batch), new("wall", "ms", usage.Wall * 1e3 / Batch)];
    }

    private async Task ExecAsync(MeasuredEngine engine, CancellationToken cancellationToken)
    {
        var id = await engine.Api.CreateExecAsync(ContainerOf(engine), ["true"], cancellationToken);
        const string Body = """{"Detach":false,"Tty":false}""";
        using var output = await RawStream.OpenAsync(engine.Api.SocketPath, "POST", $"exec/{id}/start", Body, upgrade: true, cancellationToken);
        await output.ReadToEndAsync(cancellationToken);
    }
}
