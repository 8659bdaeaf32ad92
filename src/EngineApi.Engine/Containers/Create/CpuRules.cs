using EngineApi.Engine.Containers.Spec;
using EngineApi.Wire.Containers;
using static EngineApi.Engine.Containers.Create.HostConfigRules;

namespace EngineApi.Engine.Containers.Create;

/// <summary>Bounds of the processor limits.</summary>
internal static class CpuRules
{
    private const long NanosPerCpu = 1_000_000_000;

    public static void Check(Resources limits, CgroupFacts cgroup, List<string> warnings)
    {
        CheckNano(limits, cgroup);
        CheckShares(limits, cgroup, warnings);
        CheckQuota(limits, cgroup, warnings);
        CheckRealtime(limits, cgroup);
        CheckSets(limits, cgroup, warnings);
    }

    private static void CheckNano(Resources limits, CgroupFacts cgroup)
    {
        if (limits is { NanoCpus: > 0, CpuPeriod: > 0 })
            throw Broken("Conflicting options: Nano CPUs and CPU Period cannot both be set");
        if (limits is { NanoCpus: > 0, CpuQuota: > 0 })
            throw Broken("Conflicting options: Nano CPUs and CPU Quota cannot both be set");
        if (limits.NanoCpus > 0 && !cgroup.CpuCfs)
            throw Broken("NanoCPUs can not be set, as your kernel does not support CPU CFS scheduler or the cgroup is not mounted");
        if (limits.NanoCpus < 0 || limits.NanoCpus > cgroup.Cpus * NanosPerCpu)
            throw Broken($"range of CPUs is from 0.01 to {cgroup.Cpus}.00, as there are only {cgroup.Cpus} CPUs available");
    }

    private static void CheckShares(Resources limits, CgroupFacts cgroup, List<string> warnings)
    {
        if (limits.CpuShares < 0)
            throw Broken($"invalid CPU shares ({limits.CpuShares}): value must be a positive integer");
        if (limits.CpuShares > 0 && !cgroup.CpuShares)
        {
            warnings.Add("Your kernel does not support CPU shares or the cgroup is not mounted. Shares discarded.");
            limits.CpuShares = 0;
        }
    }

    private static void CheckQuota(Resources limits, CgroupFacts cgroup, List<string> warnings)
    {
        if ((limits.CpuPeriod != 0 || limits.CpuQuota != 0) && !cgroup.CpuCfs)
        {
            warnings.Add("Your kernel does not support CPU CFS scheduler. CPU period/quota discarded.");
            limits.CpuPeriod = limits.CpuQuota = 0;
        }
        if (limits.CpuPeriod != 0 && limits.CpuPeriod is < 1000 or > 1_000_000)
            throw Broken("CPU cfs period can not be less than 1ms (i.e. 1000) or larger than 1s (i.e. 1000000)");
        if (limits.CpuQuota is > 0 and < 1000)
            throw Broken("CPU cfs quota can not be less than 1ms (i.e. 1000)");
        if (limits.CpuPercent > 0)
        {
            warnings.Add("linux does not support CPU percent. Percent discarded.");
            limits.CpuPercent = 0;
        }
    }

    private static void CheckRealtime(Resources limits, CgroupFacts cgroup)
    {
        if ((limits.CpuRealtimePeriod != 0 || limits.CpuRealtimeRuntime != 0) && !cgroup.CpuRealtime)
            throw Broken("kernel does not support CPU real-time scheduler");
        if (limits is { CpuRealtimePeriod: not 0, CpuRealtimeRuntime: not 0 } && limits.CpuRealtimeRuntime > limits.CpuRealtimePeriod)
            throw Broken("cpu real-time runtime cannot be higher than cpu real-time period");
    }

    private static void CheckSets(Resources limits, CgroupFacts cgroup, List<string> warnings)
    {
        if ((limits.CpusetCpus.Length > 0 || limits.CpusetMems.Length > 0) && !cgroup.Cpuset)
        {
            warnings.Add("Your kernel does not support cpuset or the cgroup is not mounted. CPUset discarded.");
            limits.CpusetCpus = limits.CpusetMems = "";
        }
        CheckSet(limits.CpusetCpus, cgroup.OnlineCpus, "cpuset cpus", "CPUs");
        CheckSet(limits.CpusetMems, cgroup.OnlineMems, "cpuset mems", "memory nodes");
    }

    private static void CheckSet(string wanted, string online, string field, string what)
    {
        if (wanted.Length == 0)
            return;
        var numbers = NumberList.TryParse(wanted) ?? throw Broken($"Invalid value {wanted} for {field}");

        // A kernel without NUMA lists no nodes.
        if (NumberList.TryParse(online) is { Count: > 0 } available && !numbers.IsSubsetOf(available))
            throw Broken($"Requested {what} are not available - requested {wanted}, available: {online}");
    }
}
