using EngineApi.Containerd.Snapshots;

namespace EngineApi.Containerd.Tasks;

/// <summary>What a task is created with, beyond its container record.</summary>
public sealed record TaskCreation
{
    /// <summary>The mounts of the root file system, from <see cref="Snapshotter.MountsAsync"/>; the shim does the mounting.</summary>
    public IReadOnlyList<SnapshotMount> Rootfs { get; init; } = [];

    public ProcessIO IO { get; init; } = ProcessIO.None;

    /// <summary>Overrides the record's runtime options; null keeps them.</summary>
    public TypedBytes? Options { get; init; }

    /// <summary>A checkpoint in the content store to restore from; one in a directory is told by <see cref="RuncOptions.Restoring"/>.</summary>
    public Descriptor? Checkpoint { get; init; }
}
