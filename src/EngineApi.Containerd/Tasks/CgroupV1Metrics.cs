using Wire = EngineApi.Containerd.Protocol.CgroupsV1;

namespace EngineApi.Containerd.Tasks;

/// <summary>Counters of a cgroup v1 (cgroups stats/v1/metrics.proto). Bytes, nanoseconds and counts, child cgroups included.</summary>
public sealed record CgroupV1Metrics
{
    public ulong PidsCurrent { get; init; }

    /// <summary>0 when unlimited.</summary>
    public ulong PidsLimit { get; init; }

    public ulong CpuTotalNanoseconds { get; init; }

    public ulong CpuKernelNanoseconds { get; init; }

    public ulong CpuUserNanoseconds { get; init; }

    public IReadOnlyList<ulong> CpuPerCpuNanoseconds { get; init; } = [];

    public ulong ThrottlingPeriods { get; init; }

    public ulong ThrottledPeriods { get; init; }

    public ulong ThrottledNanoseconds { get; init; }

    public MemoryCounter Memory { get; init; } = MemoryCounter.Zero;

    /// <summary>Memory and swap together.</summary>
    public MemoryCounter MemoryAndSwap { get; init; } = MemoryCounter.Zero;

    public MemoryCounter KernelMemory { get; init; } = MemoryCounter.Zero;

    public MemoryCounter KernelTcpMemory { get; init; } = MemoryCounter.Zero;

    /// <summary>memory.stat by the kernel's own names, e.g. <c>total_inactive_file</c>.</summary>
    public IReadOnlyDictionary<string, ulong> MemoryStat { get; init; } = new Dictionary<string, ulong>();

    public ulong OomKills { get; init; }

    public bool OomKillDisabled { get; init; }

    public BlockIO BlockIO { get; init; } = new();

    public IReadOnlyList<HugePages> HugePages { get; init; } = [];

    internal static CgroupV1Metrics From(Wire.Metrics wire) => new()
    {
        PidsCurrent = wire.Pids?.Current ?? 0,
        PidsLimit = wire.Pids?.Limit ?? 0,
        CpuTotalNanoseconds = wire.Cpu?.Usage?.Total ?? 0,
        CpuKernelNanoseconds = wire.Cpu?.Usage?.Kernel ?? 0,
        CpuUserNanoseconds = wire.Cpu?.Usage?.User ?? 0,
        CpuPerCpuNanoseconds = [.. wire.Cpu?.Usage?.PerCpu ?? []],
        ThrottlingPeriods = wire.Cpu?.Throttling?.Periods ?? 0,
        ThrottledPeriods = wire.Cpu?.Throttling?.ThrottledPeriods ?? 0,
        ThrottledNanoseconds = wire.Cpu?.Throttling?.ThrottledTime ?? 0,
        Memory = MemoryCounter.From(wire.Memory?.Usage),
        MemoryAndSwap = MemoryCounter.From(wire.Memory?.Swap),
        KernelMemory = MemoryCounter.From(wire.Memory?.Kernel),
        KernelTcpMemory = MemoryCounter.From(wire.Memory?.KernelTcp),
        MemoryStat = MemoryStatNames.Of(wire.Memory),
        OomKills = wire.MemoryOomControl?.OomKill ?? 0,
        OomKillDisabled = wire.MemoryOomControl?.OomKillDisable > 0,
        BlockIO = BlockIO.From(wire.Blkio),
        HugePages = [.. wire.Hugetlb.Select(pages => new HugePages(pages.Pagesize, pages.Usage, pages.Max, pages.Failcnt))],
    };
}

/// <summary>One memory counter of cgroup v1, in bytes.</summary>
/// <param name="Usage">Now.</param>
/// <param name="Max">The highest so far.</param>
/// <param name="Limit">The limit; near 2^63 when there is none.</param>
/// <param name="FailCount">How often the limit was hit.</param>
public sealed record MemoryCounter(ulong Usage, ulong Max, ulong Limit, ulong FailCount)
{
    public static MemoryCounter Zero { get; } = new(0, 0, 0, 0);

    internal static MemoryCounter From(Wire.MemoryEntry? wire)
        => wire is null ? Zero : new(wire.Usage, wire.Max, wire.Limit, wire.Failcnt);
}

/// <summary>Huge pages of one size, in bytes.</summary>
public sealed record HugePages(string PageSize, ulong Usage, ulong Max, ulong FailCount);
