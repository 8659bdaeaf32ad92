using System.Text.Json.Serialization;

namespace EngineApi.Wire.System;

/// <summary>The answer of <c>GET /info</c>, in dockerd's alphabetical order.</summary>
public sealed class SystemInfo
{
    public string Architecture { get; set; } = "";

    /// <summary>Below API 1.50.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? BridgeNfIp6tables { get; set; }

    /// <summary>Below API 1.50.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? BridgeNfIptables { get; set; }

    public List<string>? CDISpecDirs { get; set; }

    public bool CPUSet { get; set; }

    public bool CPUShares { get; set; }

    public string CgroupDriver { get; set; } = "";

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? CgroupVersion { get; set => field = value is "" ? null : value; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ContainerdInfo? Containerd { get; set; }

    public Commit ContainerdCommit { get; set => field = value ?? new(); } = new();

    public int Containers { get; set; }

    public int ContainersPaused { get; set; }

    public int ContainersRunning { get; set; }

    public int ContainersStopped { get; set; }

    public bool CpuCfsPeriod { get; set; }

    public bool CpuCfsQuota { get; set; }

    public bool Debug { get; set; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public List<NetworkAddressPool>? DefaultAddressPools { get; set => field = value is { Count: 0 } ? null : value; }

    public string DefaultRuntime { get; set; } = "";

    /// <summary>API 1.50.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public List<DeviceInfo>? DiscoveredDevices { get; set => field = value is { Count: 0 } ? null : value; }

    public string DockerRootDir { get; set; } = "";

    public string Driver { get; set; } = "";

    /// <summary>Pairs of name and value.</summary>
    public List<List<string>>? DriverStatus { get; set; }

    public bool ExperimentalBuild { get; set; }

    /// <summary>API 1.49.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public FirewallInfo? FirewallBackend { get; set; }

    /// <summary>Always null outside a swarm.</summary>
    public List<string>? GenericResources { get; set; }

    public string HttpProxy { get; set; } = "";

    public string HttpsProxy { get; set; } = "";

    public string ID { get; set; } = "";

    public bool IPv4Forwarding { get; set; }

    public int Images { get; set; }

    public string IndexServerAddress { get; set; } = "";

    public string InitBinary { get; set; } = "";

    public Commit InitCommit { get; set => field = value ?? new(); } = new();

    public string Isolation { get; set; } = "";

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool KernelMemoryTCP { get; set; }

    public string KernelVersion { get; set; } = "";

    public List<string>? Labels { get; set; }

    public bool LiveRestoreEnabled { get; set; }

    public string LoggingDriver { get; set; } = "";

    /// <summary>Bytes.</summary>
    public long MemTotal { get; set; }

    public bool MemoryLimit { get; set; }

    public int NCPU { get; set; }

    public int NEventsListener { get; set; }

    public int NFd { get; set; }

    /// <summary>Here: threads of the pool.</summary>
    public int NGoroutines { get; set; }

    public string Name { get; set; } = "";

    public string NoProxy { get; set; } = "";

    public string OSType { get; set; } = "";

    public string OSVersion { get; set; } = "";

    public bool OomKillDisable { get; set; }

    public string OperatingSystem { get; set; } = "";

    public bool PidsLimit { get; set; }

    public PluginsInfo Plugins { get; set => field = value ?? new(); } = new();

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ProductLicense { get; set => field = value is "" ? null : value; }

    public RegistryServiceConfig? RegistryConfig { get; set; }

    public Commit RuncCommit { get; set => field = value ?? new(); } = new();

    public Dictionary<string, Runtime>? Runtimes { get; set; }

    public List<string>? SecurityOptions { get; set; }

    public string ServerVersion { get; set; } = "";

    public bool SwapLimit { get; set; }

    public SwarmInfo Swarm { get; set => field = value ?? new(); } = new();

    /// <summary>RFC 3339 with nanoseconds.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? SystemTime { get; set => field = value is "" ? null : value; }

    public List<string>? Warnings { get; set; }

    /// <summary>
    /// Takes out what <paramref name="version"/> does not know and fills in what it still expects. Fill every member first, and shape once.
    /// </summary>
    public void ShapeFor(ApiVersion version)
    {
        if (version < new ApiVersion(1, 44) && Runtimes is not null)
        {
            foreach (var runtime in Runtimes.Values) runtime.Status = null;
        }
        if (version < new ApiVersion(1, 46)) Containerd = null;
        if (version < new ApiVersion(1, 49)) FirewallBackend = null;
        foreach (var commit in (ReadOnlySpan<Commit>)[ContainerdCommit, RuncCommit, InitCommit])
            commit.Expected = version < new ApiVersion(1, 49) ? commit.ID : null;
        bool legacy = version < new ApiVersion(1, 50);
        BridgeNfIptables = BridgeNfIp6tables = legacy ? false : null;
        if (legacy) DiscoveredDevices = null;
    }
}
