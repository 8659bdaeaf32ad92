namespace EngineApi.Linux.Cgroups;

/// <summary>
/// What a cgroup and its children have used at one moment, of either version. Bytes, nanoseconds and counts; 0 where the kernel
/// does not count, or the controller is not mounted.
/// </summary>
public sealed record CgroupCounters
{
    public ulong PidsCurrent { get; init; }

    /// <summary>0 when unlimited.</summary>
    public ulong PidsLimit { get; init; }

    public ulong CpuTotal { get; init; }
    public ulong CpuKernel { get; init; }
    public ulong CpuUser { get; init; }

    /// <summary>Version 1 only; empty otherwise.</summary>
    public IReadOnlyList<ulong> CpuPerCpu { get; init; } = [];

    public ulong ThrottlePeriods { get; init; }
    public ulong ThrottledPeriods { get; init; }
    public ulong ThrottledTime { get; init; }

    public ulong MemoryUsage { get; init; }

    /// <summary>Version 1 only.</summary>
    public ulong MemoryMaxUsage { get; init; }

    /// <summary>Near 2^63 (version 1) or 2^64 - 1 (version 2) when there is none.</summary>
    public ulong MemoryLimit { get; init; }

    /// <summary>How often the limit was hit (version 1), or led to the OOM killer (version 2).</summary>
    public ulong MemoryFailures { get; init; }

    /// <summary>Of <c>memory.stat</c>, what containerd's metrics have, in alphabetical order.</summary>
    public IReadOnlyList<KeyValuePair<string, ulong>> MemoryStat { get; init; } = [];

    public BlockCounters Blocks { get; init; } = new();
}

/// <summary>What was read from and written to block devices. Null where the version has no such counters.</summary>
public sealed record BlockCounters
{
    /// <summary>Bytes.</summary>
    public IReadOnlyList<BlockCounter>? ServiceBytes { get; init; }

    /// <summary>Operations.</summary>
    public IReadOnlyList<BlockCounter>? Serviced { get; init; }

    /// <summary>Operations that wait.</summary>
    public IReadOnlyList<BlockCounter>? Queued { get; init; }

    /// <summary>Nanoseconds.</summary>
    public IReadOnlyList<BlockCounter>? ServiceTime { get; init; }

    /// <summary>Nanoseconds.</summary>
    public IReadOnlyList<BlockCounter>? WaitTime { get; init; }

    /// <summary>Requests.</summary>
    public IReadOnlyList<BlockCounter>? Merged { get; init; }

    /// <summary>Milliseconds.</summary>
    public IReadOnlyList<BlockCounter>? Time { get; init; }

    public IReadOnlyList<BlockCounter>? Sectors { get; init; }
}

/// <summary>One operation (Read, Write, Total …; empty where the kernel names none) on one device.</summary>
public readonly record struct BlockCounter(ulong Major, ulong Minor, string Operation, ulong Value);
