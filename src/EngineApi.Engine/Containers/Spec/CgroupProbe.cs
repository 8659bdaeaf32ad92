using EngineApi.Linux.Cgroups;

namespace EngineApi.Engine.Containers.Spec;

/// <summary>Reads which limits the host's control groups can set.</summary>
internal static class CgroupProbe
{
    public static CgroupFacts Read(CgroupMounts mounts, int cpus)
    {
        var common = new CgroupFacts
        {
            Version = mounts.Version,
            Cpus = cpus,
            OnlineCpus = Line("/sys/devices/system/cpu/online"),
            OnlineMems = Line("/sys/devices/system/node/online"),
            Namespaces = File.Exists("/proc/self/ns/cgroup"),
        };
        return mounts is { Version: 2, Unified: { } root }
            ? Unified(common, Line(Path.Combine(root, "cgroup.controllers")).Split(' '))
            : Legacy(common, mounts);
    }

    internal static CgroupFacts Unified(CgroupFacts common, string[] controllers)
    {
        var cpu = controllers.Contains("cpu");
        var memory = controllers.Contains("memory");
        var io = controllers.Contains("io");
        return common with
        {
            Memory = memory, Swap = memory, Reservation = memory,
            CpuShares = cpu, CpuCfs = cpu, Cpuset = controllers.Contains("cpuset"),
            BlkioWeight = io, BlkioWeightDevice = io, BlkioThrottle = io,
            Pids = controllers.Contains("pids"),
        };
    }

    private static CgroupFacts Legacy(CgroupFacts common, CgroupMounts mounts)
    {
        bool Has(string controller, string knob) =>
            mounts.MountPointOf(controller) is { } directory && File.Exists(Path.Combine(directory, knob));
        return common with
        {
            Memory = Has("memory", "memory.limit_in_bytes"),
            Swap = Has("memory", "memory.memsw.limit_in_bytes"),
            Reservation = Has("memory", "memory.soft_limit_in_bytes"),
            Swappiness = Has("memory", "memory.swappiness"),
            OomKillDisable = Has("memory", "memory.oom_control"),
            CpuShares = Has("cpu", "cpu.shares"),
            CpuCfs = Has("cpu", "cpu.cfs_quota_us"),
            CpuRealtime = Has("cpu", "cpu.rt_period_us"),
            Cpuset = Has("cpuset", "cpuset.cpus"),
            BlkioWeight = Has("blkio", "blkio.weight") || Has("blkio", "blkio.bfq.weight"),
            BlkioWeightDevice = Has("blkio", "blkio.weight_device") || Has("blkio", "blkio.bfq.weight_device"),
            BlkioThrottle = Has("blkio", "blkio.throttle.read_bps_device"),
            Pids = mounts.MountPointOf("pids") is not null,
        };
    }

    private static string Line(string path) => File.Exists(path) ? File.ReadAllText(path).Trim() : "";
}
