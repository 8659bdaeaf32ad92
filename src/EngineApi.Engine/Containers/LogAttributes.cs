using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace EngineApi.Engine.Containers;

/// <summary>What the log options <c>labels</c>, <c>labels-regex</c>, <c>env</c>, <c>env-regex</c> and <c>tag</c> add to each log entry.</summary>
internal static class LogAttributes
{
    /// <returns>A JSON object, or the empty text if nothing was asked for.</returns>
    public static string Of(ContainerSnapshot container)
    {
        var options = container.Settings.HostConfig.LogConfig.Config ?? [];
        var attributes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var labels = container.Settings.Config.Labels ?? [];
        foreach (var (name, value) in labels.Where(label => Wanted(options, "labels", label.Key)))
            attributes[name] = value;
        foreach (var variable in container.Settings.Config.Env ?? [])
        {
            if (variable.Split('=', 2) is [var name, var value] && Wanted(options, "env", name))
                attributes[name] = value;
        }

        if (options.TryGetValue("tag", out var tag) && tag.Length > 0)
            attributes["tag"] = LogTag.Expand(tag, container);
        return attributes.Count == 0 ? "" : ToJson(attributes);
    }

    private static bool Wanted(Dictionary<string, string> options, string option, string name) =>
        (options.TryGetValue(option, out var list) && list.Split(',').Contains(name))
        || (options.TryGetValue(option + "-regex", out var pattern) && pattern.Length > 0
            && Regex.IsMatch(name, pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant));

    private static string ToJson(SortedDictionary<string, string> attributes)
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in attributes)
                writer.WriteString(name, value);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(json.WrittenSpan);
    }
}
