namespace EngineApi.Engine;

/// <summary>What the daemon was started with, as far as behaviour depends on it. Names follow dockerd's options.</summary>
public sealed record EngineOptions
{
    /// <summary>What outlives a reboot: logs, hosts files, volumes. <c>--data-root</c>.</summary>
    public string DataRoot { get; init; } = "/var/lib/engineapi";

    /// <summary>What does not: FIFOs, sockets, private mount points. <c>--exec-root</c>.</summary>
    public string ExecRoot { get; init; } = "/run/engineapi";

    /// <summary><c>--containerd</c>; null means: the system's if it answers, else a private one.</summary>
    public string? ContainerdAddress { get; init; }

    public string ContainerdNamespace { get; init; } = "engineapi";

    public string Snapshotter { get; init; } = "overlayfs";

    public string DefaultRuntime { get; init; } = "runc";

    /// <summary>Runtime name to the path of its binary, or to a containerd shim name. <c>--add-runtime</c>.</summary>
    public IReadOnlyDictionary<string, string> Runtimes { get; init; } = new Dictionary<string, string>();

    /// <summary><c>key=value</c> labels shown by <c>/info</c>.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    public IReadOnlyList<string> Dns { get; init; } = [];

    public IReadOnlyList<string> DnsSearch { get; init; } = [];

    public IReadOnlyList<string> DnsOptions { get; init; } = [];

    public string LogDriver { get; init; } = "json-file";

    public IReadOnlyDictionary<string, string> LogOpts { get; init; } = new Dictionary<string, string>();

    /// <summary><c>--default-ulimit name=soft[:hard]</c>, by name.</summary>
    public IReadOnlyDictionary<string, (long Soft, long Hard)> DefaultUlimits { get; init; } = new Dictionary<string, (long, long)>();

    public IReadOnlyList<string> InsecureRegistries { get; init; } = [];

    public IReadOnlyList<string> RegistryMirrors { get; init; } = [];

    public string? Bip { get; init; }

    public IReadOnlyList<string> DefaultAddressPools { get; init; } = [];

    /// <summary>The command line of a process that answers containers' questions for names, before its directory; empty: there is none.</summary>
    public IReadOnlyList<string> NameServerProgram { get; init; } = [];

    /// <summary>Bytes; 0 leaves it to the kernel.</summary>
    public int Mtu { get; init; }

    /// <summary>Has the host forward packets when the first bridge needs it. <c>--ip-forward</c>.</summary>
    public bool IpForward { get; init; } = true;

    /// <summary>Leaves the policy of <c>FORWARD</c> alone then. <c>--ip-forward-no-drop</c>.</summary>
    public bool IpForwardNoDrop { get; init; }

    public bool Debug { get; init; }

    /// <summary>How long a shutdown may take before it is forced. <c>--shutdown-timeout</c>, seconds on the command line.</summary>
    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Has a directory for each container.</summary>
    public string ContainersRoot => Path.Combine(DataRoot, "containers");

    /// <summary>Has a file for each network.</summary>
    public string NetworksRoot => Path.Combine(DataRoot, "networks");

    /// <summary>Has a directory for each container, with the FIFOs of its processes.</summary>
    public string FifoRoot => Path.Combine(ExecRoot, "fifo");

    /// <summary>Has a mount point for the network namespace of each container that runs.</summary>
    public string NetnsRoot => Path.Combine(ExecRoot, "netns");

    /// <summary>Has a mount point for each container that shares its memory.</summary>
    public string SharedMemoryRoot => Path.Combine(ExecRoot, "shm");

    /// <summary>Has a directory for each container that runs with images, or with paths inside of volumes, mounted.</summary>
    public string MountsRoot => Path.Combine(ExecRoot, "mounts");

    /// <summary>Where a container's network namespace is bound to.</summary>
    public string NetworkNamespacePath(string id) => Path.Combine(NetnsRoot, id);

    /// <summary>Where a container's log, hosts, hostname and resolv.conf live.</summary>
    public string ContainerDirectory(string id) => Path.Combine(ContainersRoot, id);

    /// <summary>Its name from when the container's removal has begun: a daemon that finds it goes on with that.</summary>
    public string DirectoryOfRemoved(string id) => ContainerDirectory(id) + RemovedSuffix;

    internal const string RemovedSuffix = "-removing";

    public string LogPath(string id) => Path.Combine(ContainerDirectory(id), id + "-json.log");
}
