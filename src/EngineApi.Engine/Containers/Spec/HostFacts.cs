using EngineApi.Linux.Host;

namespace EngineApi.Engine.Containers.Spec;

/// <summary>What the host can do, as far as it decides how a container is made. Read once at start-up; immutable.</summary>
public sealed record HostFacts
{
    /// <summary>Go's name: amd64, arm64, s390x …</summary>
    public required string Architecture { get; init; }

    /// <summary>Major and minor number of the running kernel.</summary>
    public required Version Kernel { get; init; }

    public required CgroupFacts Cgroup { get; init; }

    /// <summary>The daemon's own bounding set (capabilities(7)): nothing beyond it can be handed on.</summary>
    public IReadOnlyCollection<string> BoundingCapabilities { get; init; } = CapabilityBoundingSet.Known;

    public bool Seccomp { get; init; } = true;

    public bool AppArmor { get; init; }

    /// <summary>The profile for containers that name none; null while none is loaded.</summary>
    public string? AppArmorProfile { get; init; }

    /// <summary>Whether a bind mount can be made read-only with all that is mounted below it (mount_setattr, kernel 5.12).</summary>
    public bool RecursiveReadOnly { get; init; }

    /// <summary>The binary that <c>--init</c> runs as pid 1; null when the host has none.</summary>
    public string? InitPath { get; init; }

    /// <summary>Whether the kernel has <c>net.ipv4.ping_group_range</c> and <c>net.ipv4.ip_unprivileged_port_start</c>.</summary>
    public bool UnprivilegedNetworking { get; init; } = true;

    public HostDevices Devices { get; init; } = HostDevices.Real;
}

/// <summary>The control groups of the host: which knobs exist.</summary>
public sealed record CgroupFacts
{
    /// <summary>1 (also for a hybrid layout) or 2.</summary>
    public required int Version { get; init; }
    /// <summary>How many processors the daemon may use.</summary>
    public required int Cpus { get; init; }
    /// <summary>The processors online, as a list such as <c>0-3,8</c>.</summary>
    public string OnlineCpus { get; init; } = "";
    /// <summary>The memory nodes online, written the same way.</summary>
    public string OnlineMems { get; init; } = "";
    public bool Memory { get; init; } = true;
    public bool Swap { get; init; } = true;
    public bool Reservation { get; init; } = true;
    public bool Swappiness { get; init; }
    public bool OomKillDisable { get; init; }
    public bool CpuShares { get; init; } = true;
    public bool CpuCfs { get; init; } = true;
    public bool CpuRealtime { get; init; }
    public bool Cpuset { get; init; } = true;
    public bool BlkioWeight { get; init; } = true;
    public bool BlkioWeightDevice { get; init; } = true;
    public bool BlkioThrottle { get; init; } = true;
    public bool Pids { get; init; } = true;
    /// <summary>Whether <c>/proc/self/ns/cgroup</c> exists.</summary>
    public bool Namespaces { get; init; } = true;
}
