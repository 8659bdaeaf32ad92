using EngineApi.Containerd;

namespace EngineApi.Engine.Images;

/// <summary>
/// The labels by which containerd's garbage collector follows a manifest or an index to what it needs, named as
/// containerd itself and its other clients name them.
/// </summary>
internal static class ContentReferences
{
    public static Dictionary<string, string> OfManifest(string config, IEnumerable<string> layers)
    {
        var labels = new Dictionary<string, string> { [GcLabels.RefContent + ".config"] = config };
        var number = 0;
        foreach (var layer in layers)
            labels[$"{GcLabels.RefContent}.l.{number++}"] = layer;
        return labels;
    }

    public static Dictionary<string, string> OfIndex(IEnumerable<string> manifests)
    {
        var labels = new Dictionary<string, string>();
        var number = 0;
        foreach (var manifest in manifests)
            labels[$"{GcLabels.RefContent}.m.{number++}"] = manifest;
        return labels;
    }

    /// <summary>The labels an index needs besides those it has, to hold these manifests as well: what it holds for other platforms stays held.</summary>
    public static Dictionary<string, string> Added(IReadOnlyDictionary<string, string> present, IEnumerable<string> manifests)
    {
        var held = present.Where(label => label.Key.StartsWith(GcLabels.RefContent, StringComparison.Ordinal)).Select(label => label.Value).ToHashSet(StringComparer.Ordinal);
        var labels = new Dictionary<string, string>();
        var number = 0;
        foreach (var manifest in manifests.Where(held.Add))
        {
            while (present.ContainsKey($"{GcLabels.RefContent}.m.{number}"))
                number++;
            labels[$"{GcLabels.RefContent}.m.{number++}"] = manifest;
        }

        return labels;
    }

    public static Dictionary<string, string> OfConfig(string snapshotter, string chainId) =>
        new() { [GcLabels.RefSnapshotPrefix + snapshotter] = chainId };
}
