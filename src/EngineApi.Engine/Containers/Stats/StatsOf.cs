using EngineApi.Linux.Cgroups;
using EngineApi.Linux.Host;
using EngineApi.Wire;
using EngineApi.Wire.Containers;

namespace EngineApi.Engine.Containers.Stats;

/// <summary>Counters of the kernel in the shape of the API.</summary>
internal static class StatsOf
{
    /// <summary>Devices that the kernel itself adds to a network namespace: no network of Docker has them.</summary>
    private static readonly string[] s_kernelsOwn =
        ["lo", "tunl0", "gre0", "gretap0", "erspan0", "ip_vti0", "ip6_vti0", "sit0", "ip6tnl0", "ip6gre0"];

    /// <summary>What a container that does not run has used: nothing, at no time.</summary>
    public static ContainerStats Nothing { get; } = new() { Read = GoTime.Zero, Preread = GoTime.Zero };

    public static ContainerStats Running(CgroupCounters cgroup, HostCpuTime host, ulong hostMemory, DateTimeOffset read) => new()
    {
        Read = GoTime.Format(read),
        Preread = GoTime.Zero,
        PidsStats = new() { Current = cgroup.PidsCurrent, Limit = cgroup.PidsLimit },
        BlkioStats = Blocks(cgroup.Blocks),
        CpuStats = new()
        {
            CpuUsage = new()
            {
                TotalUsage = cgroup.CpuTotal,
                PercpuUsage = [.. cgroup.CpuPerCpu],
                UsageInKernelmode = cgroup.CpuKernel,
                UsageInUsermode = cgroup.CpuUser,
            },
            SystemCpuUsage = host.Nanoseconds,
            OnlineCpus = host.OnlineCpus,
            ThrottlingData = new()
            {
                Periods = cgroup.ThrottlePeriods, ThrottledPeriods = cgroup.ThrottledPeriods, ThrottledTime = cgroup.ThrottledTime,
            },
        },
        MemoryStats = new()
        {
            Usage = cgroup.MemoryUsage,
            MaxUsage = cgroup.MemoryMaxUsage,
            Stats = new(cgroup.MemoryStat),
            FailCnt = cgroup.MemoryFailures,
            Limit = Math.Min(cgroup.MemoryLimit, hostMemory),
        },
    };

    /// <summary>Null when a container has none of its own.</summary>
    public static Dictionary<string, NetworkStats>? Networks(IReadOnlyList<InterfaceCounters> interfaces)
    {
        var networks = interfaces.Where(one => !s_kernelsOwn.Contains(one.Name)).OrderBy(one => one.Name, StringComparer.Ordinal)
            .ToDictionary(one => one.Name, one => new NetworkStats
            {
                RxBytes = one.ReceivedBytes, RxPackets = one.ReceivedPackets, RxErrors = one.ReceiveErrors, RxDropped = one.ReceiveDrops,
                TxBytes = one.SentBytes, TxPackets = one.SentPackets, TxErrors = one.SendErrors, TxDropped = one.SendDrops,
            });
        return networks.Count == 0 ? null : networks;
    }

    /// <summary>A sample as one client sees it: named, and with that client's own previous sample beside it.</summary>
    public static ContainerStats Frame(this ContainerStats sample, ContainerSnapshot container, ContainerStats? previous) => new()
    {
        Name = "/" + container.Name,
        Id = container.Id,
        Read = sample.Read,
        Preread = previous?.Read ?? GoTime.Zero,
        PidsStats = sample.PidsStats,
        BlkioStats = sample.BlkioStats,
        CpuStats = sample.CpuStats,
        PreCpuStats = previous?.CpuStats ?? new(),
        MemoryStats = sample.MemoryStats,
        Networks = sample.Networks,
    };

    private static BlkioStats Blocks(BlockCounters blocks) => new()
    {
        IoServiceBytesRecursive = Entries(blocks.ServiceBytes),
        IoServicedRecursive = Entries(blocks.Serviced),
        IoQueueRecursive = Entries(blocks.Queued),
        IoServiceTimeRecursive = Entries(blocks.ServiceTime),
        IoWaitTimeRecursive = Entries(blocks.WaitTime),
        IoMergedRecursive = Entries(blocks.Merged),
        IoTimeRecursive = Entries(blocks.Time),
        SectorsRecursive = Entries(blocks.Sectors),
    };

    private static List<BlkioStatEntry>? Entries(IReadOnlyList<BlockCounter>? counters) => counters is null
        ? null
        : [.. counters.Select(one => new BlkioStatEntry { Major = one.Major, Minor = one.Minor, Op = one.Operation, Value = one.Value })];
}
