using System.Text.Json.Serialization;
using EngineApi.Wire.Json;

namespace EngineApi.Wire.Containers;

/// <summary>What a container takes from its host. Members not set are null where the API answers <c>null</c> and left out where it leaves them out.</summary>
public sealed class HostConfig : Resources
{
    /// <summary><c>source:destination[:options]</c>.</summary>
    public List<string>? Binds { get; set; }

    public string ContainerIDFile { get; set; } = "";

    public LogConfig LogConfig { get; set => field = value ?? new(); } = new();

    /// <summary><c>bridge</c>, <c>host</c>, <c>none</c>, <c>container:…</c> or the name of a network.</summary>
    public string NetworkMode { get; set; } = "";

    /// <summary>Keys are <c>port/proto</c>; a null or empty list is published nowhere in particular.</summary>
    public Dictionary<string, List<PortBinding>?>? PortBindings { get; set; }

    public RestartPolicy RestartPolicy { get; set => field = value ?? new(); } = new();

    public bool AutoRemove { get; set; }

    public string VolumeDriver { get; set; } = "";

    /// <summary><c>container[:ro|rw]</c>.</summary>
    public List<string>? VolumesFrom { get; set; }

    public ConsoleSize ConsoleSize { get; set; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Dictionary<string, string>? Annotations { get; set => field = value is { Count: 0 } ? null : value; }

    [JsonConverter(typeof(StrSliceConverter))]
    public List<string>? CapAdd { get; set; }

    [JsonConverter(typeof(StrSliceConverter))]
    public List<string>? CapDrop { get; set; }

    /// <summary><c>private</c>, <c>host</c> or empty for the daemon's default.</summary>
    public string CgroupnsMode { get; set; } = "";

    public List<string>? Dns { get; set; }

    public List<string>? DnsOptions { get; set; }

    public List<string>? DnsSearch { get; set; }

    /// <summary><c>name:address</c>; the address may be <c>host-gateway</c>.</summary>
    public List<string>? ExtraHosts { get; set; }

    public List<string>? GroupAdd { get; set; }

    public string IpcMode { get; set; } = "";

    public string Cgroup { get; set; } = "";

    public List<string>? Links { get; set; }

    /// <summary>-1000 to 1000.</summary>
    public int OomScoreAdj { get; set; }

    public string PidMode { get; set; } = "";

    public bool Privileged { get; set; }

    public bool PublishAllPorts { get; set; }

    public bool ReadonlyRootfs { get; set; }

    public List<string>? SecurityOpt { get; set; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Dictionary<string, string>? StorageOpt { get; set => field = value is { Count: 0 } ? null : value; }

    /// <summary>Destination to mount options.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Dictionary<string, string>? Tmpfs { get; set => field = value is { Count: 0 } ? null : value; }

    public string UTSMode { get; set; } = "";

    public string UsernsMode { get; set; } = "";

    /// <summary>Bytes; 0 means 64 MiB.</summary>
    public long ShmSize { get; set; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Dictionary<string, string>? Sysctls { get; set => field = value is { Count: 0 } ? null : value; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Runtime { get; set => field = value is "" ? null : value; }

    /// <summary>Windows only.</summary>
    public string Isolation { get; set; } = "";

    [JsonPropertyOrder(2)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public List<Mount>? Mounts { get; set => field = value is { Count: 0 } ? null : value; }

    /// <summary>Null means the default list, empty means none.</summary>
    [JsonPropertyOrder(2)]
    public List<string>? MaskedPaths { get; set; }

    /// <summary>Null means the default list, empty means none.</summary>
    [JsonPropertyOrder(2)]
    public List<string>? ReadonlyPaths { get; set; }

    /// <summary>Run an init as pid 1; null means the daemon's default.</summary>
    [JsonPropertyOrder(2)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Init { get; set; }
}
