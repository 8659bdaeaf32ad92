using EngineApi.Engine.Oci;
using EngineApi.Wire.Containers;

namespace EngineApi.Engine.Containers.Spec;

/// <summary>Limits in the runtime's terms, for a new container and for an update. The runtime converts them for cgroup v2.</summary>
public static class SpecResources
{
    /// <summary>Docker's period for NanoCpus, in microseconds.</summary>
    private const long NanoCpusPeriod = 100_000;

    private const long NanosPerCpu = 1_000_000_000;

    /// <param name="rules">The device rules; null leaves them as they are.</param>
    /// <exception cref="EngineException">A block device that is not there.</exception>
    public static OciResources For(Resources limits, HostFacts host, IReadOnlyList<OciDeviceCgroup>? rules = null) => new()
    {
        Devices = rules,
        Memory = Memory(limits),
        Cpu = Cpu(limits),
        Pids = limits.PidsLimit is { } most and not 0 ? new OciPids { Limit = Math.Max(most, -1) } : null,
        BlockIO = SpecBlockIO.For(limits, host.Devices),
    };

    private static OciMemory? Memory(Resources limits)
    {
        var memory = new OciMemory
        {
            Limit = Set(limits.Memory),
            Reservation = Set(limits.MemoryReservation),
            Swap = Set(limits.MemorySwap),
            Swappiness = limits.MemorySwappiness is >= 0 and var swappiness ? (ulong)swappiness : null,
            DisableOOMKiller = limits.OomKillDisable == true ? true : null,
        };
        return memory == new OciMemory() ? null : memory;
    }

    private static OciCpu? Cpu(Resources limits)
    {
        var (quota, period) = limits.NanoCpus > 0
            ? (limits.NanoCpus * NanoCpusPeriod / NanosPerCpu, NanoCpusPeriod)
            : (limits.CpuQuota, limits.CpuPeriod);
        var cpu = new OciCpu
        {
            Shares = (ulong?)Set(limits.CpuShares),
            Quota = Set(quota),
            Period = (ulong?)Set(period),
            RealtimeRuntime = Set(limits.CpuRealtimeRuntime),
            RealtimePeriod = (ulong?)Set(limits.CpuRealtimePeriod),
            Cpus = limits.CpusetCpus.Length == 0 ? null : limits.CpusetCpus,
            Mems = limits.CpusetMems.Length == 0 ? null : limits.CpusetMems,
        };
        return cpu == new OciCpu() ? null : cpu;
    }

    private static long? Set(long value) => value == 0 ? null : value;
}
