using EngineApi.Linux.Cgroups;

// Not EngineApi.Engine.System: that namespace would hide .NET's own from the whole project.
namespace EngineApi.Engine;

/// <summary>Which limits the host's cgroups can set.</summary>
public sealed record CgroupFeatures(
    bool Memory, bool Swap, bool KernelMemoryTcp, bool OomKillDisable, bool CpuQuota, bool CpuShares, bool Cpuset, bool Pids)
{
    public static CgroupFeatures Read() => Of(CgroupMounts.Read());

    public static CgroupFeatures Of(CgroupMounts mounts) => mounts.Mode == CgroupMode.V2 ? Unified(mounts.Unified!) : Legacy(mounts);

    // The controllers of the root are those of every cgroup below that asks for them.
    private static CgroupFeatures Unified(string root)
    {
        var controllers = File.ReadAllText(Path.Join(root, "cgroup.controllers")).Split(' ', StringSplitOptions.TrimEntries);
        bool Has(string controller) => controllers.Contains(controller);
        return new(
            Memory: Has("memory"),
            // The root has no such file; a kernel without swap accounting has it nowhere.
            Swap: Has("memory") && Directory.EnumerateDirectories(root).Any(static d => File.Exists(Path.Join(d, "memory.swap.max"))),
            KernelMemoryTcp: false,
            OomKillDisable: false,
            CpuQuota: Has("cpu"),
            CpuShares: Has("cpu"),
            Cpuset: Has("cpuset"),
            Pids: Has("pids"));
    }

    private static CgroupFeatures Legacy(CgroupMounts mounts)
    {
        bool Has(string controller, string file) => mounts.MountPointOf(controller) is { } root && File.Exists(Path.Join(root, file));
        return new(
            Memory: mounts.MountPointOf("memory") is not null,
            Swap: Has("memory", "memory.memsw.limit_in_bytes"),
            KernelMemoryTcp: Has("memory", "memory.kmem.tcp.limit_in_bytes"),
            OomKillDisable: Has("memory", "memory.oom_control"),
            CpuQuota: Has("cpu", "cpu.cfs_quota_us"),
            CpuShares: Has("cpu", "cpu.shares"),
            Cpuset: mounts.MountPointOf("cpuset") is not null,
            Pids: mounts.MountPointOf("pids") is not null);
    }
}
