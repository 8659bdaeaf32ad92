using System.Globalization;

namespace EngineApi.Server.Metrics;

/// <summary>Marks a route whose successes are timed, under dockerd's name of the action.</summary>
internal sealed record TimedAction(string Name);

/// <summary>How long actions on containers took: a histogram for each, in dockerd's buckets.</summary>
internal sealed class ActionTimes
{
    private const string Name = "engine_daemon_container_actions_seconds";

    /// <summary>The actions, in the order shown.</summary>
    private static readonly string[] Actions = ["changes", "commit", "create", "delete", "start"];

    /// <summary>Upper bounds in seconds.</summary>
    private static readonly double[] Bounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Histogram> _all = Actions.ToDictionary(static action => action, static _ => new Histogram(), StringComparer.Ordinal);

    public void Add(string action, TimeSpan took)
    {
        var bucket = Array.FindIndex(Bounds, bound => took.TotalSeconds <= bound);
        lock (_gate)
        {
            var histogram = _all[action];
            histogram.Counts[bucket < 0 ? Bounds.Length : bucket]++;
            histogram.Seconds += took.TotalSeconds;
        }
    }

    public void Write(MetricsText text)
    {
        text.Family(Name, "histogram", "The number of seconds it takes to process each container action");
        lock (_gate)
        {
            foreach (var action in Actions) Write(text, MetricsText.Label("action", action), _all[action]);
        }
    }

    private static void Write(MetricsText text, string label, Histogram histogram)
    {
        var total = 0L;
        for (var bucket = 0; bucket <= Bounds.Length; bucket++)
        {
            total += histogram.Counts[bucket];
            var bound = bucket < Bounds.Length ? Bounds[bucket].ToString(CultureInfo.InvariantCulture) : "+Inf";
            text.Sample(Name + "_bucket", $"{label},{MetricsText.Label("le", bound)}", total);
        }
        text.Sample(Name + "_sum", label, histogram.Seconds).Sample(Name + "_count", label, total);
    }

    private sealed class Histogram
    {
        public long[] Counts { get; } = new long[Bounds.Length + 1];

        public double Seconds { get; set; }
    }
}
