using System.Text.Json.Serialization;

namespace EngineApi.Wire.Containers;

/// <summary>Limits of a container: part of <see cref="HostConfig"/> and of an update request.</summary>
public class Resources
{
    /// <summary>Relative weight; 0 leaves it to the kernel.</summary>
    [JsonPropertyOrder(1)]
    public long CpuShares { get; set; }

    /// <summary>Bytes; 0 is unlimited.</summary>
    [JsonPropertyOrder(1)]
    public long Memory { get; set; }

    /// <summary>Billionths of a CPU; excludes CpuPeriod and CpuQuota.</summary>
    [JsonPropertyOrder(1)]
    public long NanoCpus { get; set; }

    [JsonPropertyOrder(1)]
    public string CgroupParent { get; set; } = "";

    /// <summary>10 to 1000; 0 leaves it to the kernel.</summary>
    [JsonPropertyOrder(1)]
    public ushort BlkioWeight { get; set; }

    [JsonPropertyOrder(1)]
    public List<WeightDevice>? BlkioWeightDevice { get; set; }

    [JsonPropertyOrder(1)]
    public List<ThrottleDevice>? BlkioDeviceReadBps { get; set; }

    [JsonPropertyOrder(1)]
    public List<ThrottleDevice>? BlkioDeviceWriteBps { get; set; }

    [JsonPropertyOrder(1)]
    public List<ThrottleDevice>? BlkioDeviceReadIOps { get; set; }

    [JsonPropertyOrder(1)]
    public List<ThrottleDevice>? BlkioDeviceWriteIOps { get; set; }

    /// <summary>Microseconds.</summary>
    [JsonPropertyOrder(1)]
    public long CpuPeriod { get; set; }

    /// <summary>Microseconds of CPU time in one period.</summary>
    [JsonPropertyOrder(1)]
    public long CpuQuota { get; set; }

    /// <summary>Microseconds.</summary>
    [JsonPropertyOrder(1)]
    public long CpuRealtimePeriod { get; set; }

    /// <summary>Microseconds.</summary>
    [JsonPropertyOrder(1)]
    public long CpuRealtimeRuntime { get; set; }

    [JsonPropertyOrder(1)]
    public string CpusetCpus { get; set; } = "";

    [JsonPropertyOrder(1)]
    public string CpusetMems { get; set; } = "";

    [JsonPropertyOrder(1)]
    public List<DeviceMapping>? Devices { get; set; }

    [JsonPropertyOrder(1)]
    public List<string>? DeviceCgroupRules { get; set; }

    [JsonPropertyOrder(1)]
    public List<DeviceRequest>? DeviceRequests { get; set; }

    /// <summary>Bytes. Accepted below API 1.42 and ignored.</summary>
    [JsonPropertyOrder(1)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long KernelMemory { get; set; }

    /// <summary>Bytes; cgroup v1 only.</summary>
    [JsonPropertyOrder(1)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long KernelMemoryTCP { get; set; }

    /// <summary>Bytes; the soft limit.</summary>
    [JsonPropertyOrder(1)]
    public long MemoryReservation { get; set; }

    /// <summary>Bytes of memory and swap together; -1 is unlimited, 0 is twice Memory.</summary>
    [JsonPropertyOrder(1)]
    public long MemorySwap { get; set; }

    /// <summary>0 to 100; null leaves it to the kernel.</summary>
    [JsonPropertyOrder(1)]
    public long? MemorySwappiness { get; set; }

    [JsonPropertyOrder(1)]
    public bool? OomKillDisable { get; set; }

    /// <summary>0 and -1 are unlimited; null leaves it unchanged on an update.</summary>
    [JsonPropertyOrder(1)]
    public long? PidsLimit { get; set; }

    [JsonPropertyOrder(1)]
    public List<Ulimit>? Ulimits { get; set; }

    /// <summary>Windows only.</summary>
    [JsonPropertyOrder(1)]
    public long CpuCount { get; set; }

    /// <summary>Windows only.</summary>
    [JsonPropertyOrder(1)]
    public long CpuPercent { get; set; }

    /// <summary>Windows only.</summary>
    [JsonPropertyOrder(1)]
    public ulong IOMaximumIOps { get; set; }

    /// <summary>Bytes per second; Windows only.</summary>
    [JsonPropertyOrder(1)]
    public ulong IOMaximumBandwidth { get; set; }
}
