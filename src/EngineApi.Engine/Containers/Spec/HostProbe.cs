using EngineApi.Linux.Cgroups;
using EngineApi.Linux.Host;

namespace EngineApi.Engine.Containers.Spec;

/// <summary>Reads <see cref="HostFacts"/> from <c>/proc</c> and <c>/sys</c>.</summary>
public static class HostProbe
{
    private static readonly Version MountSetattr = new(5, 12);

    /// <param name="appArmorProfile">The profile that is loaded for containers, if there is one.</param>
    public static HostFacts Read(string? appArmorProfile = null)
    {
        var system = SystemFacts.Read();
        var kernel = KernelOf(system.KernelVersion);
        return new HostFacts
        {
            Architecture = system.GoArchitecture,
            Kernel = kernel,
            Cgroup = CgroupProbe.Read(CgroupMounts.Read(), system.CpuCount),
            BoundingCapabilities = CapabilityBoundingSet.Read(),
            Seccomp = Directory.Exists("/proc/sys/kernel/seccomp"),
            AppArmor = File.Exists("/sys/module/apparmor/parameters/enabled")
                && File.ReadAllText("/sys/module/apparmor/parameters/enabled").StartsWith('Y'),
            AppArmorProfile = appArmorProfile,
            RecursiveReadOnly = kernel >= MountSetattr,
            InitPath = InitBinary.Find(Environment.GetEnvironmentVariable("PATH")),
            UnprivilegedNetworking = File.Exists("/proc/sys/net/ipv4/ip_unprivileged_port_start"),
        };
    }

    /// <param name="release">As uname(2) says it: <c>6.1.0-18-amd64</c>.</param>
    public static Version KernelOf(string release)
    {
        var parts = release.Split('.', '-', '+');
        return parts.Length > 1 && int.TryParse(parts[0], out var major) && int.TryParse(parts[1], out var minor)
            ? new Version(major, minor)
            : new Version(0, 0);
    }
}
