using EngineApi.Bench.Docker;
using EngineApi.Bench.Measures;
using EngineApi.Bench.Rows;

namespace EngineApi.Bench;

/// <summary>Measures rows one after the other, each in rounds in which every engine has its turn.</summary>
internal sealed class BenchRun(BenchOptions options, IReadOnlyList<Row> rows)
{
    private readonly HashSet<(Row Row, MeasuredEngine Engine)> _failed = [];
    private readonly HashSet<MeasuredEngine> _loaded = [];

    public async Task<bool> ExecuteAsync(CancellationToken cancellationToken)
    {
        if (options.List)
        {
            foreach (var row in rows)
                Console.WriteLine($"{row.Key,-12} {row.Title}");
            return true;
        }

        if (options.Rows.FirstOrDefault(key => rows.All(row => row.Key != key)) is { } unknown)
            throw new ArgumentException($"no such row: {unknown}");
        var engines = options.Engines.Select(engine => new MeasuredEngine(engine)).ToList();
        try
        {
            var table = new FigureTable([.. engines.Select(engine => engine.Name)]);
            var good = true;
            foreach (var row in rows.Where(row => options.Rows.Count == 0 || options.Rows.Contains(row.Key)))
            {
                foreach (var engine in engines.Where(row.Applies).ToList())
                    good &= await GuardAsync(row, engine, () => PrepareAsync(row, engine, cancellationToken));
                for (var round = 0; round < row.Rounds(options.Rounds); round++)
                {
                    // The order alternates, so that neither engine always runs into what the other one left to the kernel.
                    foreach (var engine in round % 2 == 0 ? engines : Enumerable.Reverse(engines))
                        good &= await MeasureAsync(row, engine, round, table, cancellationToken);
                }

                foreach (var engine in engines)
                    good &= await GuardAsync(row, engine, () => row.CleanUpAsync(engine, CancellationToken.None));
                Console.Error.Write(table.Write(title => title == row.Title));
            }

            foreach (var engine in _loaded)
                await engine.Api.RemoveImageAsync(BusyboxArchive.Name, cancellationToken);
            Console.Write(table.Write(static _ => true));
            return good;
        }
        finally
        {
            engines.ForEach(engine => engine.Dispose());
        }
    }

    private async Task PrepareAsync(Row row, MeasuredEngine engine, CancellationToken cancellationToken)
    {
        if (row.NeedsImage && _loaded.Add(engine))
            await engine.Api.LoadAsync(BusyboxArchive.Create(options.Busybox, BusyboxArchive.Name), cancellationToken);
        await row.PrepareAsync(engine, cancellationToken);
    }

    private Task<bool> MeasureAsync(Row row, MeasuredEngine engine, int round, FigureTable table, CancellationToken cancellationToken) =>
        row.Applies(engine) && !_failed.Contains((row, engine))
            ? GuardAsync(row, engine, async () =>
            {
                foreach (var figure in await row.MeasureAsync(engine, round, cancellationToken))
                    table.Add(row.Title, engine.Name, figure);
            })
            : Task.FromResult(true);

    // One engine that cannot do one thing must not cost the other rows.
    private async Task<bool> GuardAsync(Row row, MeasuredEngine engine, Func<Task> step)
    {
        try
        {
            await step();
            return true;
        }
        catch (Exception e) when (e is DockerFailure or HttpRequestException or IOException or TimeoutException)
        {
            _failed.Add((row, engine));
            Console.Error.WriteLine($"{row.Key}: {engine.Name}: {e.Message}");
            return false;
        }
    }
}
