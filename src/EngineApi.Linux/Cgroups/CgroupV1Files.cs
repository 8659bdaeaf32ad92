namespace EngineApi.Linux.Cgroups;

/// <summary>The files of a cgroup in version 1 hierarchies (the kernel's cgroup-v1 documents).</summary>
internal static class CgroupV1Files
{
    /// <summary>cpuacct.stat counts in USER_HZ, which is 100 wherever .NET runs.</summary>
    private const ulong NanosecondsPerTick = 10_000_000;

    /// <param name="directoryOf">The directory of a controller; null when it is not mounted.</param>
    public static CgroupCounters Read(Func<string, string?> directoryOf)
    {
        var counters = new CgroupCounters();
        if (directoryOf("pids") is { } pids)
            counters = counters with { PidsCurrent = Number(pids, "pids.current"), PidsLimit = Number(pids, "pids.max") is < ulong.MaxValue and var most ? most : 0 };
        if (directoryOf("cpuacct") is { } cpuacct)
            counters = Accounting(counters, cpuacct);
        if (directoryOf("cpu") is { } cpu)
        {
            var stat = KernelFile.TryRead(Path.Join(cpu, "cpu.stat"));
            counters = counters with
            {
                ThrottlePeriods = KernelFile.Field(stat, "nr_periods"),
                ThrottledPeriods = KernelFile.Field(stat, "nr_throttled"),
                ThrottledTime = KernelFile.Field(stat, "throttled_time"),
            };
        }

        if (directoryOf("memory") is { } memory)
            counters = Memory(counters, memory);
        return counters with { Blocks = Blocks(directoryOf("blkio")) };
    }

    private static CgroupCounters Accounting(CgroupCounters counters, string directory)
    {
        var stat = KernelFile.TryRead(Path.Join(directory, "cpuacct.stat"));
        return counters with
        {
            CpuTotal = Number(directory, "cpuacct.usage"),
            CpuKernel = KernelFile.Field(stat, "system") * NanosecondsPerTick,
            CpuUser = KernelFile.Field(stat, "user") * NanosecondsPerTick,
            CpuPerCpu = Numbers(KernelFile.TryRead(Path.Join(directory, "cpuacct.usage_percpu"))),
        };
    }

    private static CgroupCounters Memory(CgroupCounters counters, string directory) => counters with
    {
        MemoryUsage = Number(directory, "memory.usage_in_bytes"),
        MemoryMaxUsage = Number(directory, "memory.max_usage_in_bytes"),
        MemoryLimit = Number(directory, "memory.limit_in_bytes"),
        MemoryFailures = Number(directory, "memory.failcnt"),
        MemoryStat = MemoryStatFile.Select(KernelFile.TryRead(Path.Join(directory, "memory.stat")), MemoryStatFile.V1Names),
    };

    /// <summary>The CFQ scheduler's counters where a kernel has them, else those of the throttling, which see every device.</summary>
    private static BlockCounters Blocks(string? directory)
    {
        List<BlockCounter> Of(string file) => directory is null ? [] : BlockLines(KernelFile.TryRead(Path.Join(directory, file)));

        if (directory is not null && File.Exists(Path.Join(directory, "blkio.io_serviced_recursive")))
        {
            var cfq = new BlockCounters
            {
                ServiceBytes = Of("blkio.io_service_bytes_recursive"),
                Serviced = Of("blkio.io_serviced_recursive"),
                Queued = Of("blkio.io_queued_recursive"),
                ServiceTime = Of("blkio.io_service_time_recursive"),
                WaitTime = Of("blkio.io_wait_time_recursive"),
                Merged = Of("blkio.io_merged_recursive"),
                Time = Of("blkio.time_recursive"),
                Sectors = Of("blkio.sectors_recursive"),
            };
            if (cfq.Serviced.Count > 0)
                return cfq;
        }

        // Kernels before 4.18 have no recursive file; a container's cgroup has no children there anyway.
        var recursive = directory is not null && File.Exists(Path.Join(directory, "blkio.throttle.io_serviced_recursive")) ? "_recursive" : "";
        return new()
        {
            ServiceBytes = Of("blkio.throttle.io_service_bytes" + recursive),
            Serviced = Of("blkio.throttle.io_serviced" + recursive),
            Queued = [], ServiceTime = [], WaitTime = [], Merged = [], Time = [], Sectors = [],
        };
    }

    /// <summary>Lines of <c>8:0 Read 4096</c> or <c>8:0 4096</c>; the last one, <c>Total 4096</c>, is no device's.</summary>
    private static List<BlockCounter> BlockLines(string? lines)
    {
        var counters = new List<BlockCounter>();
        foreach (var line in (lines ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var colon = fields[0].IndexOf(':', StringComparison.Ordinal);
            if (colon < 0 || fields.Length is < 2 or > 3)
                continue;
            counters.Add(new(
                KernelFile.Number(fields[0].AsSpan(0, colon)), KernelFile.Number(fields[0].AsSpan(colon + 1)),
                fields.Length == 3 ? fields[1] : "", KernelFile.Number(fields[^1])));
        }

        return counters;
    }

    private static ulong[] Numbers(string? text) =>
        [.. (text ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(number => KernelFile.Number(number))];

    private static ulong Number(string directory, string file) => KernelFile.ReadNumber(Path.Join(directory, file));
}
