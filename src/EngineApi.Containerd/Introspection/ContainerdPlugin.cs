namespace EngineApi.Containerd.Introspection;

/// <summary>One plugin of a containerd.</summary>
/// <param name="Type">e.g. <c>io.containerd.snapshotter.v1</c>.</param>
/// <param name="Id">e.g. <c>overlayfs</c>.</param>
/// <param name="InitError">Why it did not load; null when it did.</param>
public sealed record ContainerdPlugin(string Type, string Id, string? InitError)
{
    /// <summary>What it tells about itself, e.g. <c>root</c>.</summary>
    public IReadOnlyDictionary<string, string> Exports { get; init; } = new Dictionary<string, string>();

    public IReadOnlyList<string> Capabilities { get; init; } = [];
}

/// <summary>A containerd's release and the commit it was built from.</summary>
public sealed record ContainerdVersion(string Version, string Revision);
