namespace EngineApi.Engine.Containers.Spec;

/// <summary>Reads which limits the host's control groups can set.</summary>
internal static class CgroupProbe
{
    /// <param name="root">Where the cgroup file systems are mounted: <c>/sys/fs/cgroup</c>.</param>
    public static CgroupFacts Read(string root)
    {
        var controllers = Path.Combine(root, "cgroup.controllers");
        return File.Exists(controllers)
            ? Unified(File.ReadAllText(controllers).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            : Legacy(root);
    }

    private static CgroupFacts Unified(string[] controllers)
    {
        var cpu = controllers.Contains("cpu");
        var memory = controllers.Contains("memory");
        var io = controllers.Contains("io");
        return Common(2) with
        {
            Memory = memory, Swap = memory, Reservation = memory,
            CpuShares = cpu, CpuCfs = cpu, Cpuset = controllers.Contains("cpuset"),
            BlkioWeight = io, BlkioWeightDevice = io, BlkioThrottle = io,
            Pids = controllers.Contains("pids"),
        };
    }

    private static CgroupFacts Legacy(string root)
    {
        bool Has(string controller, string knob) => File.Exists(Path.Combine(root, controller, knob));
        return Common(1) with
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
            Pids = Directory.Exists(Path.Combine(root, "pids")),
        };
    }

    private static CgroupFacts Common(int version) => new()
    {
        Version = version,
        Cpus = Environment.ProcessorCount,
        OnlineCpus = Line("/sys/devices/system/cpu/online"),
        OnlineMems = Line("/sys/devices/system/node/online"),
        Namespaces = File.Exists("/proc/self/ns/cgroup"),
    };

    private static string Line(string path) => File.Exists(path) ? File.ReadAllText(path).Trim() : "";
}
