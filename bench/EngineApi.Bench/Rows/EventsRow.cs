using EngineApi.Bench.Docker;
using EngineApi.Bench.Measures;

namespace EngineApi.Bench.Rows;

/// <summary>Renames of a container that many clients hear of; what the same renames cost without them is taken off.</summary>
internal sealed class EventsRow(string key, int subscribers) : Row(key, $"events to {subscribers} subscribers")
{
    private const int Renames = 50;
    private static readonly TimeSpan MostWait = TimeSpan.FromMinutes(1);

    private readonly Dictionary<MeasuredEngine, string> _containers = [];

    public override async Task PrepareAsync(MeasuredEngine engine, CancellationToken cancellationToken) =>
        _containers[engine] = await engine.Api.CreateAsync(new ContainerSettings("true"), cancellationToken);

    public override async Task CleanUpAsync(MeasuredEngine engine, CancellationToken cancellationToken)
    {
        if (_containers.Remove(engine, out var id))
            await engine.Api.RemoveAsync(id, cancellationToken);
    }

    public override async Task<IReadOnlyList<Figure>> MeasureAsync(MeasuredEngine engine, int round, CancellationToken cancellationToken)
    {
        var id = _containers[engine];
        var alone = await engine.MeasureAsync(() => RenameAsync(engine, id, cancellationToken), cancellationToken);
        var clients = new List<RawStream>();
        try
        {
            while (clients.Count < subscribers)
                clients.Add(await RawStream.OpenAsync(engine.Api.SocketPath, "GET", "events", "", upgrade: false, cancellationToken));
            var usage = await engine.MeasureAsync(
                async () =>
                {
                    var heard = clients.ConvertAll(client => HearAsync(client, cancellationToken));
                    await RenameAsync(engine, id, cancellationToken);
                    await Task.WhenAll(heard).WaitAsync(MostWait, cancellationToken);
                },
                cancellationToken);
            return [CpuMilliseconds(new(usage.Wall, usage.Cpu - alone.Cpu), subscribers * Renames / 1e3, "engine CPU a 1,000 deliveries")];
        }
        finally
        {
            clients.ForEach(client => client.Dispose());
        }
    }

    private static async Task RenameAsync(MeasuredEngine engine, string id, CancellationToken cancellationToken)
    {
        for (var time = 0; time < Renames; time++)
            await engine.Api.RenameAsync(id, $"bench-{(time % 2 == 0 ? "one" : "two")}", cancellationToken);
    }

    private static async Task HearAsync(RawStream client, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 << 10];
        for (var events = 0; events < Renames;)
        {
            var count = await client.ReadAsync(buffer, cancellationToken);
            if (count == 0)
                throw new DockerFailure("the stream of events ended");

            // Every event is one line of JSON; the lines of the chunks' sizes end in CR LF.
            for (var at = 0; at < count; at++)
                events += buffer[at] == '\n' && at > 0 && buffer[at - 1] == '}' ? 1 : 0;
        }
    }
}
