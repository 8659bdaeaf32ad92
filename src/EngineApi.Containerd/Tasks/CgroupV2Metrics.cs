using Wire = EngineApi.Containerd.Protocol.CgroupsV2;

namespace EngineApi.Containerd.Tasks;

/// <summary>Counters of a cgroup in the unified hierarchy (cgroups v2 stats/metrics.proto). Bytes, microseconds and counts.</summary>
public sealed record CgroupV2Metrics
{
    public ulong PidsCurrent { get; init; }

    /// <summary>0 when unlimited.</summary>
    public ulong PidsLimit { get; init; }

    public ulong CpuUsageMicroseconds { get; init; }

    public ulong CpuUserMicroseconds { get; init; }

    public ulong CpuSystemMicroseconds { get; init; }

    public ulong ThrottlingPeriods { get; init; }

    public ulong ThrottledPeriods { get; init; }

    public ulong ThrottledMicroseconds { get; init; }

    public ulong MemoryUsage { get; init; }

    /// <summary>2^64 - 1 when there is none.</summary>
    public ulong MemoryLimit { get; init; }

    public ulong SwapUsage { get; init; }

    public ulong SwapLimit { get; init; }

    /// <summary>memory.stat by the kernel's own names, e.g. <c>inactive_file</c>.</summary>
    public IReadOnlyDictionary<string, ulong> MemoryStat { get; init; } = new Dictionary<string, ulong>();

    public ulong OomEvents { get; init; }

    public ulong OomKills { get; init; }

    public IReadOnlyList<DeviceIO> IO { get; init; } = [];

    public IReadOnlyList<HugePages> HugePages { get; init; } = [];

    internal static CgroupV2Metrics From(Wire.Metrics wire) => new()
    {
        PidsCurrent = wire.Pids?.Current ?? 0,
        PidsLimit = wire.Pids?.Limit ?? 0,
        CpuUsageMicroseconds = wire.Cpu?.UsageUsec ?? 0,
        CpuUserMicroseconds = wire.Cpu?.UserUsec ?? 0,
        CpuSystemMicroseconds = wire.Cpu?.SystemUsec ?? 0,
        ThrottlingPeriods = wire.Cpu?.NrPeriods ?? 0,
        ThrottledPeriods = wire.Cpu?.NrThrottled ?? 0,
        ThrottledMicroseconds = wire.Cpu?.ThrottledUsec ?? 0,
        MemoryUsage = wire.Memory?.Usage ?? 0,
        MemoryLimit = wire.Memory?.UsageLimit ?? 0,
        SwapUsage = wire.Memory?.SwapUsage ?? 0,
        SwapLimit = wire.Memory?.SwapLimit ?? 0,
        MemoryStat = MemoryStatNames.Of(wire.Memory),
        OomEvents = wire.MemoryEvents?.Oom ?? 0,
        OomKills = wire.MemoryEvents?.OomKill ?? 0,
        IO = [.. (wire.Io?.Usage ?? []).Select(io => new DeviceIO(io.Major, io.Minor, io.Rbytes, io.Wbytes, io.Rios, io.Wios))],
        HugePages = [.. wire.Hugetlb.Select(pages => new HugePages(pages.Pagesize, pages.Current, pages.Max, FailCount: 0))],
    };
}

/// <summary>One block device's bytes and operations.</summary>
public sealed record DeviceIO(ulong Major, ulong Minor, ulong ReadBytes, ulong WrittenBytes, ulong Reads, ulong Writes);
