using EngineApi.Containerd.Protocol.Types;

namespace EngineApi.Containerd.Snapshots;

/// <summary>One mount(2) of a snapshot's view, e.g. type <c>overlay</c> with lowerdir, upperdir and workdir among its options.</summary>
public sealed record SnapshotMount(string Type, string Source, IReadOnlyList<string> Options)
{
    /// <summary>Relative to where the snapshot is mounted; empty is that place itself.</summary>
    public string Target { get; init; } = "";

    internal static SnapshotMount From(Mount wire) => new(wire.Type, wire.Source, [.. wire.Options]) { Target = wire.Target };

    internal Mount ToWire()
    {
        var wire = new Mount { Type = Type, Source = Source, Target = Target };
        wire.Options.AddRange(Options);
        return wire;
    }
}
