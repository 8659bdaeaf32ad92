using System.Globalization;

namespace EngineApi.Linux.Processes;

/// <summary>What this process has used, from proc(5).</summary>
/// <param name="CpuTime">User and system time.</param>
/// <param name="ResidentBytes">Physical memory.</param>
/// <param name="VirtualBytes">Address space.</param>
/// <param name="OpenDescriptors">File descriptors that are open.</param>
/// <param name="MaxDescriptors">How many may be; the soft limit.</param>
/// <param name="StartedAt">When it began.</param>
public sealed record ProcessUsage(
    TimeSpan CpuTime, long ResidentBytes, long VirtualBytes, int OpenDescriptors, double MaxDescriptors, DateTimeOffset StartedAt)
{
    public static ProcessUsage Read()
    {
        using var process = global::System.Diagnostics.Process.GetCurrentProcess();
        return new(
            process.TotalProcessorTime,
            process.WorkingSet64,
            process.VirtualMemorySize64,
            Directory.GetFileSystemEntries("/proc/self/fd").Length,
            ParseMaxOpenFiles(File.ReadAllText("/proc/self/limits")),
            process.StartTime);
    }

    /// <summary>The soft limit of the line "Max open files"; infinity for <c>unlimited</c>.</summary>
    /// <exception cref="FormatException">There is no such line.</exception>
    public static double ParseMaxOpenFiles(string limits)
    {
        const string Field = "Max open files";
        foreach (var line in limits.AsSpan().EnumerateLines())
        {
            if (!line.StartsWith(Field, StringComparison.Ordinal)) continue;
            var soft = line[Field.Length..].TrimStart();
            soft = soft[..soft.IndexOf(' ')];
            return soft is "unlimited" ? double.PositiveInfinity : double.Parse(soft, CultureInfo.InvariantCulture);
        }

        throw new FormatException("no line for open files in /proc/self/limits");
    }
}
