namespace EngineApi.Linux.Cgroups;

/// <summary>Reads the counters of the cgroups that were made for one container.</summary>
public static class CgroupReader
{
    /// <summary>The counters of a process's cgroup, up to the component of its path that contains a word.</summary>
    /// <param name="mounts">Where the host mounts its cgroups.</param>
    /// <param name="process">The cgroups of the container's first process.</param>
    /// <param name="containerId">The word: the container's id.</param>
    /// <returns>Null when the process is in no such cgroup, as one that has just ended.</returns>
    public static CgroupCounters? TryRead(CgroupMounts mounts, ProcessCgroups process, string containerId)
    {
        if (mounts.Mode == CgroupMode.V2)
        {
            var path = ProcessCgroups.UpTo(process.Unified, containerId);
            return path is not null && mounts.UnifiedDirectoryOf(path) is { } directory ? CgroupV2Files.Read(directory) : null;
        }

        var found = false;
        var counters = CgroupV1Files.Read(controller =>
        {
            var path = ProcessCgroups.UpTo(process.PathOf(controller), containerId);
            found |= path is not null;
            return path is null ? null : mounts.DirectoryOf(controller, path);
        });
        return found ? counters : null;
    }

    /// <summary>How many processes the kernel has killed for want of memory in a cgroup (kernel 4.13 and later); 0 if it is not there.</summary>
    /// <param name="mounts">Where the host mounts its cgroups.</param>
    /// <param name="cgroupPath">Below each mount point, as an OCI spec says it.</param>
    public static ulong OomKills(CgroupMounts mounts, string cgroupPath) =>
        mounts.Mode == CgroupMode.V2
            ? mounts.UnifiedDirectoryOf(cgroupPath) is { } unified ? KernelFile.Field(KernelFile.TryRead(Path.Join(unified, "memory.events")), "oom_kill") : 0
            : mounts.DirectoryOf("memory", cgroupPath) is { } memory ? KernelFile.Field(KernelFile.TryRead(Path.Join(memory, "memory.oom_control")), "oom_kill") : 0;
}
