using System.Globalization;

namespace EngineApi.Bench;

/// <summary>What was asked for on the command line.</summary>
internal sealed record BenchOptions
{
    public const string Usage = """
        engineapi-bench --engine NAME=SOCKET[,pid=PID][,cgroup=DIR][,start=SCRIPT] [--engine ...] [options]

          --engine   an engine to measure; with several, every round measures each of them in turn, and ratios are to the last one
                     pid     the engine's own process, for resident memory
                     cgroup  the directory of the cpuacct (v1) or unified (v2) group that holds all of the engine's processes
                     start   a program that becomes another instance of the engine, listening on $BENCH_SOCKET and keeping
                             everything under $BENCH_ROOT
          --rows     comma separated keys of rows (default all)
          --rounds   times every row is measured (default 5); the median is reported
          --registry HOST:PORT=DIR: where each engine finds a registry, and the directory in which that keeps its images
          --busybox  a static busybox (default /bin/busybox)
          --list     print the rows' keys
        """;

    public List<EngineOptions> Engines { get; } = [];

    public HashSet<string> Rows { get; } = [];

    public int Rounds { get; private set; } = 5;

    public string Busybox { get; private set; } = "/bin/busybox";

    /// <summary>Null: no engine finds one.</summary>
    public RegistryOptions? Registry { get; private set; }

    public bool List { get; private set; }

    /// <summary>Null: only the usage was asked for.</summary>
    public static BenchOptions? Parse(string[] arguments)
    {
        var options = new BenchOptions();
        for (var at = 0; at < arguments.Length; at++)
        {
            switch (arguments[at])
            {
                case "-h" or "--help":
                    return null;
                case "--list":
                    options.List = true;
                    break;
                case "--engine":
                    options.Engines.Add(EngineOptions.Parse(Value(arguments, ref at)));
                    break;
                case "--rows":
                    options.Rows.UnionWith(Value(arguments, ref at).Split(',', StringSplitOptions.RemoveEmptyEntries));
                    break;
                case "--rounds":
                    options.Rounds = int.Parse(Value(arguments, ref at), CultureInfo.InvariantCulture);
                    break;
                case "--registry":
                    options.Registry = RegistryOptions.Parse(Value(arguments, ref at));
                    break;
                case "--busybox":
                    options.Busybox = Value(arguments, ref at);
                    break;
                default:
                    throw new ArgumentException($"unknown argument: {arguments[at]}\n{Usage}");
            }
        }

        if (options.Engines.Count == 0 && !options.List)
            throw new ArgumentException($"no --engine\n{Usage}");
        return options;
    }

    private static string Value(string[] arguments, ref int at) =>
        ++at < arguments.Length ? arguments[at] : throw new ArgumentException($"{arguments[at - 1]} needs a value");
}

/// <summary>One <c>--engine</c>.</summary>
internal sealed record EngineOptions(string Name, string Socket, int? Pid, string? Cgroup, string? Start)
{
    public static EngineOptions Parse(string text)
    {
        var parts = text.Split(',');
        var (name, socket) = Pair(parts[0]);
        var more = parts.Skip(1).Select(Pair).ToDictionary(StringComparer.Ordinal);
        if (more.Keys.FirstOrDefault(key => key is not ("pid" or "cgroup" or "start")) is { } unknown)
            throw new ArgumentException($"unknown key of --engine: {unknown}");
        return new(
            name,
            socket,
            more.TryGetValue("pid", out var pid) ? int.Parse(pid, CultureInfo.InvariantCulture) : null,
            more.GetValueOrDefault("cgroup"),
            more.GetValueOrDefault("start"));
    }

    private static (string Key, string Value) Pair(string text) =>
        text.Split('=', 2) is [var key, var value] ? (key, value) : throw new ArgumentException($"not KEY=VALUE: {text}");
}

/// <summary>The <c>--registry</c>.</summary>
/// <param name="Address">Host and port, as they stand in a reference.</param>
/// <param name="Directory">Of the storage driver filesystem.</param>
internal sealed record RegistryOptions(string Address, string Directory)
{
    public static RegistryOptions Parse(string text) =>
        text.Split('=', 2) is [var address, var directory] ? new(address, directory) : throw new ArgumentException($"not HOST:PORT=DIR: {text}");
}
