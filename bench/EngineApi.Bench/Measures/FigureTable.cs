using System.Globalization;
using System.Text;

namespace EngineApi.Bench.Measures;

/// <summary>Collects figures of all rounds and prints their medians, and ratios to the last engine, as a Markdown table.</summary>
internal sealed class FigureTable(IReadOnlyList<string> engines)
{
    private readonly List<(string Row, string Figure, string Unit)> _order = [];
    private readonly Dictionary<(string Row, string Figure, string Engine), List<double>> _values = [];

    public void Add(string row, string engine, Figure figure)
    {
        if (double.IsNaN(figure.Value))
            return;
        var line = (row, figure.Name, figure.Unit);
        if (!_order.Contains(line))
            _order.Add(line);
        var key = (row, figure.Name, engine);
        if (!_values.TryGetValue(key, out var values))
            _values.Add(key, values = []);
        values.Add(figure.Value);
    }

    public string Write(Func<string, bool> rowWanted)
    {
        var text = new StringBuilder();
        var ratios = engines.Count > 1 ? engines.Take(engines.Count - 1).Select(name => $" {name} / {engines[^1]} |") : [];
        text.AppendLine(CultureInfo.InvariantCulture, $"| what | {string.Join(" | ", engines)} |{string.Concat(ratios)}");
        text.AppendLine("|---" + string.Concat(Enumerable.Repeat("|---", engines.Count * 2 - 1)) + "|");
        foreach (var (row, figure, unit) in _order.Where(line => rowWanted(line.Row)))
        {
            var medians = engines.Select(engine => Median(row, figure, engine)).ToArray();
            text.Append(CultureInfo.InvariantCulture, $"| {row}: {figure}, {unit} |");
            foreach (var median in medians)
                text.Append(CultureInfo.InvariantCulture, $" {Format(median)} |");
            foreach (var median in medians.SkipLast(1))
                text.Append(CultureInfo.InvariantCulture, $" {Format(median / medians[^1])} |");
            text.AppendLine();
        }

        return text.ToString();
    }

    private double? Median(string row, string figure, string engine)
    {
        if (!_values.TryGetValue((row, figure, engine), out var values))
            return null;
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static string Format(double? value) => value switch
    {
        null => "–",
        >= 100 => value.Value.ToString("F0", CultureInfo.InvariantCulture),
        >= 10 => value.Value.ToString("F1", CultureInfo.InvariantCulture),
        _ => value.Value.ToString("F2", CultureInfo.InvariantCulture),
    };
}
