using Wire = EngineApi.Containerd.Protocol.Snapshots;

namespace EngineApi.Containerd.Snapshots;

/// <summary>What may be done with a snapshot. The numbers are the wire's.</summary>
public enum SnapshotKind
{
    Unknown = 0,

    /// <summary>Read-only.</summary>
    View = 1,

    /// <summary>Writable, until committed.</summary>
    Active = 2,

    /// <summary>Fixed; others can be made on top.</summary>
    Committed = 3,
}

/// <summary>What is known of one snapshot.</summary>
public sealed record SnapshotInfo(string Name, string Parent, SnapshotKind Kind)
{
    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    internal static SnapshotInfo From(Wire.Info wire) => new(wire.Name, wire.Parent, (SnapshotKind)wire.Kind)
    {
        CreatedAt = wire.CreatedAt.ToMoment(),
        UpdatedAt = wire.UpdatedAt.ToMoment(),
        Labels = wire.Labels,
    };
}

/// <summary>What one snapshot takes on disk without its parents, in bytes and inodes.</summary>
public sealed record SnapshotUsage(long Size, long Inodes);
