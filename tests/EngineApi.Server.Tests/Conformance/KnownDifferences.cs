using global::System.IO.Enumeration;

namespace EngineApi.Server.Tests.Conformance;

/// <summary>The only differences from the recorded answers that are allowed, each with its reason. Names and places may hold <c>*</c>.</summary>
internal static class KnownDifferences
{
    /// <summary>Of the same type, with another value.</summary>
    private static readonly (string Golden, string At, string Why)[] Values =
    [
        // The engine itself.
        ("*", "Server", "its own name and version"),
        ("ping*", "Builder-Version", "BuildKit is not served, so clients must choose the classic builder"),
        ("version*", "*Version", "versions of the parts installed here"),
        ("version*", "*GitCommit", "versions of the parts installed here"),
        ("version*", "*GoVersion", "the runtime is .NET"),
        ("info", "ServerVersion", "its own version"),
        ("info", "ID", "made up once per data root"),
        ("info", "LiveRestoreEnabled", "containers always outlive the engine"),
        ("info", "NFd", "counted now"),
        ("info", "NGoroutines", "counted now"),
        ("info", "Images", "counted now"),
        ("info", "Plugins.*", "drivers that this engine has"),
        ("info", "CDISpecDirs.#count", "CDI devices are not supported"),
        ("info", "RegistryConfig.*", "the recorded dockerd had a mirror"),

        // Storage: containerd's snapshotter instead of dockerd's graph driver.
        ("*", "Driver", "overlayfs is the snapshotter that overlay2 is the graph driver of"),
        ("*", "GraphDriver.Name", "overlayfs is the snapshotter that overlay2 is the graph driver of"),
        ("info", "DriverStatus*", "facts about the snapshotter"),
        ("*", "*Size", "blocks on disk here, bytes of files there"),
        ("*", "*SizeRootFs", "blocks on disk here, bytes of files there"),
        ("*", "*SizeRw", "blocks on disk here, bytes of files there"),
        ("image*", "*Parent", "images in containerd have no parents"),
        ("images-*", "*ParentId", "images in containerd have no parents"),
        ("history", "[1].Id", "images in containerd have no parents"),

        // Networks: addresses of this run.
        ("*", "*NetworkSettings.SandboxID", "the container's own id"),
        ("*", "*NetworkSettings.SandboxKey", "in our own exec root"),
        ("network*", "*Subnet", "another subnet"),
        ("network*", "*Options.com.docker.network.bridge.name", "a name of our own, so that dockerd may run beside"),
        ("*", "*NetworkID", "chance"),
        ("*", "*EndpointID", "chance"),
        ("*", "*Gateway", "another subnet"),
        ("*", "*IPAddress", "another subnet"),
        ("*", "*IPPrefixLen", "another subnet"),
        ("*", "*MacAddress", "another subnet"),

        // Chance, and the machine.
        ("inspect-*", "State.Pid", "a process id"),
        ("exec-inspect", "Pid", "a process id"),
        ("top*", "Processes*", "process ids, times and shares of the processor"),
        ("list-*", "*Created", "Unix seconds"),
        ("list-*", "*Status", "how long it has been up"),
        ("events*", "*time", "Unix seconds"),
        ("events*", "*timeNano", "Unix nanoseconds"),
        ("events*", "*execDuration", "how long it ran"),
        ("stats*", "*read", "when it was asked"),
        ("stats*", "*cpu_stats.*", "counted now"),
        ("stats*", "memory_stats.*", "counted now"),
        ("stats*", "pids_stats.*", "counted now"),
        ("stats*", "blkio_stats.*", "counted now"),
        ("stats*", "networks.*", "counted now"),
        ("info", "*Bridge*", "the kernel's settings"),
        ("info", "IPv4Forwarding", "the kernel's settings"),
        ("info", "*Commit.*", "versions of the parts installed here"),
        ("*", "KernelVersion", "the machine"),
        ("version*", "*KernelVersion", "the machine"),
        ("info", "MemTotal", "the machine"),
        ("info", "NCPU", "the machine"),
        ("info", "Name", "the machine"),
        ("info", "OSVersion", "the machine"),
        ("info", "OperatingSystem", "the machine"),
        ("info", "OomKillDisable", "what the machine's cgroups can do"),
        ("info", "Cpu*", "what the machine's cgroups can do"),
        ("info", "CgroupVersion", "what the machine's cgroups can do"),
        ("info", "SecurityOptions*", "cgroup v2 adds one"),
    ];

    /// <summary>Members that only one of the two has, or that have another type.</summary>
    private static readonly (string Golden, string At, string Why)[] Shapes =
    [
        ("version*", "*BuildTime", "builds are reproducible: no time goes into them"),
        ("info", "Runtimes.*.status", "features of a runtime are not told"),
        ("info", "Containerd", "dockerd tells it when its containerd is managed elsewhere"),
        ("stats*", "*cpu_usage.percpu_usage", "cgroup v2 does not count it"),
        ("stats*", "blkio_stats.*", "null in cgroup v2"),
        ("stats*", "memory_stats.*", "other counters in cgroup v2"),
        ("history", "[1].Tags", "images in containerd have no parents"),
        ("info", "Warnings", "follow from the kernel's settings"),
        ("*", "GraphDriver.Data", "dockerd over containerd's snapshotters tells no directories either"),
        ("list-size", "[0].SizeRw", "blocks on disk are never 0, so it is never left out"),
    ];

    public static bool Allow(Difference difference) => (difference.IsOfShape ? Shapes : Values).Any(known =>
        FileSystemName.MatchesSimpleExpression(known.Golden, difference.Golden, ignoreCase: false)
        && FileSystemName.MatchesSimpleExpression(known.At, difference.At, ignoreCase: false));
}
