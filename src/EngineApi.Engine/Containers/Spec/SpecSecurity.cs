using EngineApi.Engine.Oci;
using EngineApi.Wire.Containers;

namespace EngineApi.Engine.Containers.Spec;

/// <summary>Capabilities, AppArmor and the paths of <c>/proc</c> and <c>/sys</c> that a container must not see or change.</summary>
internal static class SpecSecurity
{
    public static readonly IReadOnlyList<string> DefaultMaskedPaths =
    [
        "/proc/asound", "/proc/acpi", "/proc/interrupts", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/timer_list",
        "/proc/timer_stats", "/proc/sched_debug", "/proc/scsi", "/sys/firmware", "/sys/devices/virtual/powercap",
    ];

    public static readonly IReadOnlyList<string> DefaultReadonlyPaths =
        ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"];

    /// <summary>Only root starts with effective capabilities: for others execve(2) would take them away, and so do we.</summary>
    public static OciCapabilities CapabilitiesFor(IReadOnlyList<string> names, uint uid) => uid == 0
        ? new() { Bounding = names, Effective = names, Permitted = names }
        : new() { Bounding = names };

    public static string? AppArmorFor(SecurityOptions options, bool privileged, HostFacts host)
    {
        if (!host.AppArmor)
            return null;
        return options.AppArmor switch
        {
            null or "" => privileged ? "unconfined" : host.AppArmorProfile,
            var named => named,
        };
    }

    public static IReadOnlyList<string>? MaskedPathsFor(HostConfig hostConfig) =>
        hostConfig.Privileged ? null : hostConfig.MaskedPaths ?? DefaultMaskedPaths;

    public static IReadOnlyList<string>? ReadonlyPathsFor(HostConfig hostConfig) =>
        hostConfig.Privileged ? null : hostConfig.ReadonlyPaths ?? DefaultReadonlyPaths;
}
