using System.Globalization;
using System.Runtime.InteropServices;

namespace EngineApi.Linux.Host;

/// <summary>
/// What <c>docker info</c> and <c>docker version</c> tell of the machine. Kernel version and architecture are
/// <c>uname -r</c> and <c>uname -m</c>; memory is in bytes; CPUs are those this process may run on.
/// </summary>
public sealed record SystemFacts(
    string KernelVersion, string Architecture, string Hostname, string OperatingSystem, string OsVersion, long MemoryTotal, int CpuCount)
{
    /// <summary>GOARCH's name for the architecture, as Docker's API says it.</summary>
    public string GoArchitecture => Architecture switch
    {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        "armv7l" or "armv6l" => "arm",
        "i686" or "i386" => "386",
        var other => other,
    };

    public static SystemFacts Read()
    {
        var system = OsRelease.Read();
        return new SystemFacts(
            KernelVersion: File.ReadAllText("/proc/sys/kernel/osrelease").Trim(),
            Architecture: Machine(),
            Hostname: File.ReadAllText("/proc/sys/kernel/hostname").Trim(),
            OperatingSystem: system.GetValueOrDefault("PRETTY_NAME") ?? system.GetValueOrDefault("NAME") ?? "Linux",
            OsVersion: system.GetValueOrDefault("VERSION_ID") ?? "",
            MemoryTotal: ParseMemoryTotal(File.ReadAllText("/proc/meminfo")),
            CpuCount: Environment.ProcessorCount);
    }

    /// <summary>The MemTotal line of proc(5)'s meminfo, which counts in KiB.</summary>
    /// <exception cref="FormatException">There is no such line.</exception>
    public static long ParseMemoryTotal(string memoryInfo)
    {
        const string Field = "MemTotal:";
        foreach (var line in memoryInfo.AsSpan().EnumerateLines())
        {
            if (line.StartsWith(Field, StringComparison.Ordinal))
                return long.Parse(line[Field.Length..].Trim().TrimEnd("kB "), CultureInfo.InvariantCulture) * 1024;
        }

        throw new FormatException("no MemTotal line in /proc/meminfo");
    }

    private static string Machine() => RuntimeInformation.OSArchitecture switch
    {
        System.Runtime.InteropServices.Architecture.X64 => "x86_64",
        System.Runtime.InteropServices.Architecture.Arm64 => "aarch64",
        System.Runtime.InteropServices.Architecture.Arm => "armv7l",
        System.Runtime.InteropServices.Architecture.X86 => "i686",
        var other => other.ToString().ToLowerInvariant(),
    };
}
