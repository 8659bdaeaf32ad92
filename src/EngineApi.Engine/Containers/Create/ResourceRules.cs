using EngineApi.Engine.Containers.Spec;
using EngineApi.Wire.Containers;
using static EngineApi.Engine.Containers.Create.HostConfigRules;

namespace EngineApi.Engine.Containers.Create;

/// <summary>Bounds of the limits. What the host's cgroups cannot do is discarded with a warning. For create and for update.</summary>
internal static class ResourceRules
{
    public static void Check(HostConfig hostConfig, CgroupFacts cgroup, List<string> warnings, bool update)
    {
        if (hostConfig.ShmSize < 0)
            throw Broken("SHM size can not be less than 0");
        if (hostConfig.OomScoreAdj is < -1000 or > 1000)
            throw Broken($"Invalid value {hostConfig.OomScoreAdj}, range for oom score adj is [-1000, 1000]");
        Check((Resources)hostConfig, cgroup, warnings, update);
    }

    public static void Check(Resources limits, CgroupFacts cgroup, List<string> warnings, bool update)
    {
        MemoryRules.Check(limits, cgroup, warnings, update);
        CpuRules.Check(limits, cgroup, warnings);
        BlkioRules.Check(limits, cgroup, warnings);
        if (limits.PidsLimit is not null && !cgroup.Pids)
        {
            if (limits.PidsLimit > 0)
                warnings.Add("Your kernel does not support PIDs limit capabilities or the cgroup is not mounted. PIDs limit discarded.");
            limits.PidsLimit = null;
        }
    }
}
