using System.Globalization;

namespace EngineApi.Linux.Cgroups;

/// <summary>The files of a cgroup in the version 2 tree (the kernel's cgroup-v2.rst).</summary>
internal static class CgroupV2Files
{
    private const ulong NanosecondsPerMicrosecond = 1000;

    public static CgroupCounters Read(string directory)
    {
        string? Text(string file) => KernelFile.TryRead(Path.Join(directory, file));
        ulong Number(string file) => KernelFile.ReadNumber(Path.Join(directory, file));

        var cpu = Text("cpu.stat");
        return new()
        {
            PidsCurrent = Number("pids.current"),
            PidsLimit = Number("pids.max") is < ulong.MaxValue and var most ? most : 0,
            CpuTotal = KernelFile.Field(cpu, "usage_usec") * NanosecondsPerMicrosecond,
            CpuKernel = KernelFile.Field(cpu, "system_usec") * NanosecondsPerMicrosecond,
            CpuUser = KernelFile.Field(cpu, "user_usec") * NanosecondsPerMicrosecond,
            ThrottlePeriods = KernelFile.Field(cpu, "nr_periods"),
            ThrottledPeriods = KernelFile.Field(cpu, "nr_throttled"),
            ThrottledTime = KernelFile.Field(cpu, "throttled_usec") * NanosecondsPerMicrosecond,
            MemoryUsage = Number("memory.current"),
            MemoryLimit = Number("memory.max"),
            MemoryFailures = KernelFile.Field(Text("memory.events"), "oom"),
            MemoryStat = MemoryStatFile.Select(Text("memory.stat"), MemoryStatFile.V2Names),
            Blocks = new() { ServiceBytes = Blocks(Text("io.stat")) },
        };
    }

    /// <summary>Lines of <c>8:0 rbytes=4096 wbytes=0 rios=1 wios=0 dbytes=0 dios=0</c>. Null without any, as in Docker's answer.</summary>
    private static List<BlockCounter>? Blocks(string? lines)
    {
        List<BlockCounter>? counters = null;
        foreach (var line in (lines ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var device = fields[0].Split(':');
            if (device.Length != 2 || fields.Length < 2)
                continue;
            var (major, minor) = (KernelFile.Number(device[0]), KernelFile.Number(device[1]));
            counters ??= [];
            counters.Add(new(major, minor, "read", Value(fields, "rbytes=")));
            counters.Add(new(major, minor, "write", Value(fields, "wbytes=")));
        }

        return counters;
    }

    private static ulong Value(string[] fields, string name)
    {
        var field = Array.Find(fields, field => field.StartsWith(name, StringComparison.Ordinal));
        return ulong.TryParse(field.AsSpan(field is null ? 0 : name.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : 0;
    }
}
