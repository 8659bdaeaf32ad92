using System.Globalization;
using System.Runtime.InteropServices;

namespace EngineApi.Engine.Containers.Spec;

/// <summary>Reads <see cref="HostFacts"/> from <c>/proc</c> and <c>/sys</c>.</summary>
public static class HostProbe
{
    private static readonly Version MountSetattr = new(5, 12);

    /// <param name="appArmorProfile">The profile that is loaded for containers, if there is one.</param>
    public static HostFacts Read(string? appArmorProfile = null)
    {
        var status = ReadOrEmpty("/proc/self/status").Split('\n');
        var kernel = KernelOf(ReadOrEmpty("/proc/sys/kernel/osrelease"));
        return new HostFacts
        {
            Architecture = GoArchitecture(RuntimeInformation.OSArchitecture),
            Kernel = kernel,
            Cgroup = CgroupProbe.Read("/sys/fs/cgroup"),
            BoundingCapabilities = status.FirstOrDefault(line => line.StartsWith("CapBnd:", StringComparison.Ordinal)) is { } bounding
                ? ulong.Parse(bounding.AsSpan(7).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture)
                : Capabilities.Everything,
            Seccomp = status.Any(line => line.StartsWith("Seccomp:", StringComparison.Ordinal)),
            AppArmor = ReadOrEmpty("/sys/module/apparmor/parameters/enabled").StartsWith('Y'),
            AppArmorProfile = appArmorProfile,
            RecursiveReadOnly = kernel >= MountSetattr,
            InitPath = InitBinary.Find(Environment.GetEnvironmentVariable("PATH")),
        };
    }

    /// <param name="release">As uname(2) says it: <c>6.1.0-18-amd64</c>.</param>
    public static Version KernelOf(string release)
    {
        var parts = release.Trim().Split('.', '-', '+');
        return parts.Length > 1 && int.TryParse(parts[0], out var major) && int.TryParse(parts[1], out var minor)
            ? new Version(major, minor)
            : new Version(0, 0);
    }

    private static string GoArchitecture(Architecture architecture) => architecture switch
    {
        Architecture.X64 => "amd64",
        Architecture.X86 => "386",
        Architecture.Arm64 => "arm64",
        Architecture.LoongArch64 => "loong64",
        _ => architecture.ToString().ToLowerInvariant(),
    };

    private static string ReadOrEmpty(string path) => File.Exists(path) ? File.ReadAllText(path) : "";
}
