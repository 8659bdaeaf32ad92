using EngineApi.Engine.Containers.Spec;
using EngineApi.Wire.Containers;
using static EngineApi.Engine.Containers.Create.HostConfigRules;

namespace EngineApi.Engine.Containers.Create;

/// <summary>Bounds of the memory limits.</summary>
internal static class MemoryRules
{
    private const long Least = 6 << 20;

    public static void Check(Resources limits, CgroupFacts cgroup, List<string> warnings, bool update)
    {
        if (limits.Memory != 0 && limits.Memory < Least)
            throw Broken("Minimum memory limit allowed is 6MB");
        if (limits.Memory > 0 && !cgroup.Memory)
        {
            warnings.Add("Your kernel does not support memory limit capabilities or the cgroup is not mounted. Limitation discarded.");
            limits.Memory = 0;
            limits.MemorySwap = -1;
        }
        if (limits is { Memory: > 0, MemorySwap: not -1 } && !cgroup.Swap)
        {
            warnings.Add("Your kernel does not support swap limit capabilities or the cgroup is not mounted. Memory limited without swap.");
            limits.MemorySwap = -1;
        }
        if (limits is { Memory: > 0, MemorySwap: > 0 } && limits.MemorySwap < limits.Memory)
            throw Broken("Minimum memoryswap limit should be larger than memory limit, see usage");
        if (limits is { Memory: 0, MemorySwap: > 0 } && !update)
            throw Broken("You should always set the Memory limit when using Memoryswap limit, see usage");
        if (limits.KernelMemory > 0)
        {
            // Linux 5.4 gave it up, and no runtime sets it any more.
            warnings.Add("Your kernel does not support kernel memory limit capabilities or the cgroup is not mounted. Limitation discarded.");
            limits.KernelMemory = 0;
        }
        CheckSwappiness(limits, cgroup, warnings);
        CheckReservation(limits, cgroup, warnings);
        CheckOom(limits, cgroup, warnings);
    }

    private static void CheckSwappiness(Resources limits, CgroupFacts cgroup, List<string> warnings)
    {
        if (limits.MemorySwappiness == -1)
            limits.MemorySwappiness = null;
        if (limits.MemorySwappiness is not null && !cgroup.Swappiness)
        {
            warnings.Add("Your kernel does not support memory swappiness capabilities or the cgroup is not mounted. Memory swappiness discarded.");
            limits.MemorySwappiness = null;
        }
        if (limits.MemorySwappiness is < 0 or > 100)
            throw Broken($"Invalid value: {limits.MemorySwappiness}, valid memory swappiness range is 0-100");
    }

    private static void CheckReservation(Resources limits, CgroupFacts cgroup, List<string> warnings)
    {
        if (limits.MemoryReservation < 0)
            throw Broken("Minimum memory reservation allowed is 6MB");
        if (limits.MemoryReservation > 0 && !cgroup.Reservation)
        {
            warnings.Add("Your kernel does not support memory soft limit capabilities or the cgroup is not mounted. Limitation discarded.");
            limits.MemoryReservation = 0;
        }
        if (limits.MemoryReservation is > 0 and < Least)
            throw Broken("Minimum memory reservation allowed is 6MB");
        if (limits is { Memory: > 0, MemoryReservation: > 0 } && limits.Memory < limits.MemoryReservation)
            throw Broken("Minimum memory limit can not be less than memory reservation limit, see usage");
    }

    private static void CheckOom(Resources limits, CgroupFacts cgroup, List<string> warnings)
    {
        if (limits.OomKillDisable is not null && !cgroup.OomKillDisable)
        {
            if (limits.OomKillDisable == true)
                warnings.Add("Your kernel does not support OomKillDisable. OomKillDisable discarded.");
            limits.OomKillDisable = null;
        }
        if (limits is { OomKillDisable: true, Memory: 0 })
        {
            warnings.Add("OOM killer is disabled for the container, but no memory limit is set, this can result in the system running out of resources.");
        }
    }
}
