using EngineApi.Linux.Mounts;

namespace EngineApi.Linux.Cgroups;

/// <summary>Where the host's cgroup file systems are mounted, per cgroups(7).</summary>
public sealed class CgroupMounts
{
    private static readonly string[] s_controllers =
    [
        "cpu", "cpuacct", "cpuset", "memory", "devices", "freezer", "net_cls", "net_prio", "blkio", "perf_event",
        "hugetlb", "pids", "rdma", "misc",
    ];

    private readonly Dictionary<string, MountEntry> _controllers = new(StringComparer.Ordinal);

    private readonly MountEntry? _unified;

    private CgroupMounts(IEnumerable<MountEntry> mounts)
    {
        foreach (var mount in mounts)
        {
            if (mount.Type == "cgroup2")
                _unified ??= mount;
            else if (mount.Type == "cgroup")
                AddVersion1(mount);
        }
    }

    public CgroupMode Mode => (_controllers.Count > 0, Unified) switch
    {
        (true, null) => CgroupMode.V1,
        (true, _) => CgroupMode.Hybrid,
        (false, null) => CgroupMode.None,
        (false, _) => CgroupMode.V2,
    };

    /// <summary>Docker's <c>CgroupVersion</c>: a hybrid host counts as version 1, whose controllers limit containers there.</summary>
    public int Version => Mode == CgroupMode.V2 ? 2 : 1;

    /// <summary>Mount point of the version 2 tree; null when there is none.</summary>
    public string? Unified => _unified?.MountPoint;

    public static CgroupMounts Read() => new(MountEntry.ReadAll());

    /// <summary>From the text of a <c>/proc/PID/mountinfo</c>.</summary>
    public static CgroupMounts Parse(string mountInfo) => new(MountEntry.ParseAll(mountInfo));

    /// <summary>Mount point of a version 1 controller, or of a named hierarchy (<c>name=systemd</c>); null when it is not mounted.</summary>
    public string? MountPointOf(string controller) => _controllers.GetValueOrDefault(controller)?.MountPoint;

    /// <summary>
    /// The directory of a cgroup, given its path as in <c>/proc/PID/cgroup</c>. A mount inside of a cgroup namespace
    /// or container shows only a part of the tree, whose root is taken off the path.
    /// </summary>
    public string? DirectoryOf(string controller, string cgroupPath) =>
        _controllers.TryGetValue(controller, out var mount) ? Below(mount, cgroupPath) : null;

    /// <summary>As <see cref="DirectoryOf"/>, in the version 2 tree.</summary>
    public string? UnifiedDirectoryOf(string cgroupPath) => _unified is null ? null : Below(_unified, cgroupPath);

    private static string Below(MountEntry mount, string cgroupPath)
    {
        var below = mount.Root != "/" && (cgroupPath == mount.Root || cgroupPath.StartsWith(mount.Root + "/", StringComparison.Ordinal))
            ? cgroupPath[mount.Root.Length..]
            : cgroupPath;
        return Path.Join(mount.MountPoint, below);
    }

    private void AddVersion1(MountEntry mount)
    {
        foreach (var option in mount.SuperOptions)
        {
            if (s_controllers.Contains(option) || option.StartsWith("name=", StringComparison.Ordinal))
                _controllers.TryAdd(option, mount);
        }
    }
}
