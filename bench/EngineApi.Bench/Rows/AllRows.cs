namespace EngineApi.Bench.Rows;

/// <summary>The rows there are, in the order in which they are measured.</summary>
internal static class AllRows
{
    public static IReadOnlyList<Row> Create(BenchOptions options) =>
    [
        new IdleMemoryRow(),
        new PingRow(options.Rounds),
        new StartRow(),
        new LoadRow(options.Busybox),
        new SaveRow(options.Busybox),
        new PullRow(options.Registry),
        new LifecycleRow("lifecycle", "none"),
        new LifecycleRow("lifecycle-bridge", "bridge"),
        new ExecRow(),
        new ListRow(),
        new StatsRow(),
        new LogRow(),
        new AttachRow("attach", "json-file"),
        new AttachRow("attach-none", "none"),
        new RoundTripRow(),
        new ArchiveRow(),
        new EventsRow("events", 200),
        new EventsRow("events-1000", 1000),
        new GrowthRow(),
    ];
}
