using EngineApi.Engine.Containers.Mounts;
using EngineApi.Wire.Containers;

namespace EngineApi.Engine.Containers.Spec;

/// <summary>Everything that the OCI spec of one container depends on.</summary>
public sealed record SpecInput
{
    public required string Id { get; init; }

    /// <summary>Merged with the image's configuration.</summary>
    public required ContainerConfig Config { get; init; }

    /// <summary>Normalised by <see cref="Create.HostConfigRules"/>.</summary>
    public required HostConfig HostConfig { get; init; }

    public required HostFacts Host { get; init; }

    /// <summary>The root file system's users, for names in User and GroupAdd.</summary>
    public UserDatabase Users { get; init; } = UserDatabase.Empty;

    /// <summary>Binds, volumes and tmpfs, with sources on the host.</summary>
    public IReadOnlyList<ResolvedMount> Mounts { get; init; } = [];

    /// <summary>Namespaces to join; null makes a new one where the mode does not say host.</summary>
    public NamespacePaths Namespaces { get; init; } = new();

    /// <summary>Null leaves the image's own files in place.</summary>
    public ContainerFilePaths? Files { get; init; }

    /// <summary>The host's directory behind <c>/dev/shm</c> when it is shared; null gives the container a tmpfs of its own.</summary>
    public string? ShmPath { get; init; }

    /// <summary>The parent of the container's cgroup when HostConfig names none: the containerd namespace.</summary>
    public required string CgroupParent { get; init; }

    /// <summary>The daemon's <c>--default-ulimit</c>s, by name.</summary>
    public IReadOnlyDictionary<string, (long Soft, long Hard)> DefaultUlimits { get; init; } = new Dictionary<string, (long, long)>();
}

/// <summary>Paths such as <c>/proc/PID/ns/net</c> or <c>/run/…/netns/ID</c>.</summary>
public sealed record NamespacePaths
{
    public string? Network { get; init; }
    public string? Pid { get; init; }
    public string? Ipc { get; init; }

    /// <summary>The namespaces of a running process.</summary>
    public static string Of(int pid, string kind) => $"/proc/{pid}/ns/{kind}";
}

/// <summary>The host's files that are mounted over the container's.</summary>
public sealed record ContainerFilePaths(string Hosts, string Hostname, string ResolvConf);
