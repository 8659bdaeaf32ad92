namespace EngineApi.Linux.Host;

/// <summary>What all CPUs of the host have spent since it started, and how many there are: <c>/proc/stat</c>.</summary>
/// <param name="Nanoseconds">User, nice, system, idle, iowait, irq and softirq together.</param>
/// <param name="OnlineCpus">CPUs that are online.</param>
public readonly record struct HostCpuTime(ulong Nanoseconds, uint OnlineCpus)
{
    /// <summary>A tick of USER_HZ, which is 100 a second wherever .NET runs.</summary>
    private const ulong NanosecondsPerTick = 10_000_000;

    /// <summary>The first of the columns that are left out: steal and guest time.</summary>
    private const int Columns = 7;

    public static HostCpuTime Read(string proc = "/proc") => Parse(KernelFile.TryRead(Path.Join(proc, "stat")) ?? "");

    public static HostCpuTime Parse(string stat)
    {
        var (ticks, cpus) = (0ul, 0u);
        foreach (var line in stat.AsSpan().EnumerateLines())
        {
            if (!line.StartsWith("cpu", StringComparison.Ordinal))
                break;
            if (line[3] != ' ')
            {
                cpus++;
                continue;
            }

            var column = 0;
            foreach (var range in line[3..].Trim().Split(' '))
            {
                if (column++ < Columns)
                    ticks += KernelFile.Number(line[3..].Trim()[range]);
            }
        }

        return new(ticks * NanosecondsPerTick, cpus);
    }
}
