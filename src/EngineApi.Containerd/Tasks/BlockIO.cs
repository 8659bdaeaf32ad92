using Google.Protobuf.Collections;
using Wire = EngineApi.Containerd.Protocol.CgroupsV1;

namespace EngineApi.Containerd.Tasks;

/// <summary>The recursive blkio counters of a cgroup v1 (blkio-controller.rst).</summary>
public sealed record BlockIO
{
    /// <summary>Bytes.</summary>
    public IReadOnlyList<BlockIOEntry> ServiceBytes { get; init; } = [];

    /// <summary>Operations.</summary>
    public IReadOnlyList<BlockIOEntry> Serviced { get; init; } = [];

    /// <summary>Operations that wait.</summary>
    public IReadOnlyList<BlockIOEntry> Queued { get; init; } = [];

    /// <summary>Nanoseconds.</summary>
    public IReadOnlyList<BlockIOEntry> ServiceTime { get; init; } = [];

    /// <summary>Nanoseconds.</summary>
    public IReadOnlyList<BlockIOEntry> WaitTime { get; init; } = [];

    /// <summary>Requests.</summary>
    public IReadOnlyList<BlockIOEntry> Merged { get; init; } = [];

    /// <summary>Milliseconds.</summary>
    public IReadOnlyList<BlockIOEntry> Time { get; init; } = [];

    public IReadOnlyList<BlockIOEntry> Sectors { get; init; } = [];

    internal static BlockIO From(Wire.BlkIOStat? wire) => wire is null ? new() : new()
    {
        ServiceBytes = Entries(wire.IoServiceBytesRecursive),
        Serviced = Entries(wire.IoServicedRecursive),
        Queued = Entries(wire.IoQueuedRecursive),
        ServiceTime = Entries(wire.IoServiceTimeRecursive),
        WaitTime = Entries(wire.IoWaitTimeRecursive),
        Merged = Entries(wire.IoMergedRecursive),
        Time = Entries(wire.IoTimeRecursive),
        Sectors = Entries(wire.SectorsRecursive),
    };

    private static List<BlockIOEntry> Entries(RepeatedField<Wire.BlkIOEntry> wire)
        => [.. wire.Select(entry => new BlockIOEntry(entry.Major, entry.Minor, entry.Op, entry.Value))];
}

/// <summary>One operation ("Read", "Write", …; empty where the kernel names none) on one device.</summary>
public sealed record BlockIOEntry(ulong Major, ulong Minor, string Op, ulong Value);
