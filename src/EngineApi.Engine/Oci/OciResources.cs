namespace EngineApi.Engine.Oci;

/// <summary>Limits in cgroup v1's terms; the runtime converts them where the host has v2.</summary>
public sealed record OciResources
{
    public IReadOnlyList<OciDeviceCgroup>? Devices { get; init; }
    public OciMemory? Memory { get; init; }
    public OciCpu? Cpu { get; init; }
    public OciPids? Pids { get; init; }
    public OciBlockIO? BlockIO { get; init; }
    public IReadOnlyDictionary<string, string>? Unified { get; init; }
}

public sealed record OciDeviceCgroup
{
    public bool Allow { get; init; }
    /// <summary>a, b or c; null is all.</summary>
    public string? Type { get; init; }
    /// <summary>Null is every number.</summary>
    public long? Major { get; init; }
    public long? Minor { get; init; }
    /// <summary>Any of r, w and m.</summary>
    public string? Access { get; init; }
}

/// <summary>Bytes; -1 is no limit.</summary>
public sealed record OciMemory
{
    public long? Limit { get; init; }
    public long? Reservation { get; init; }
    /// <summary>Memory and swap together, as in cgroup v1.</summary>
    public long? Swap { get; init; }
    /// <summary>0 to 100.</summary>
    public ulong? Swappiness { get; init; }
    public bool? DisableOOMKiller { get; init; }
}

public sealed record OciCpu
{
    public ulong? Shares { get; init; }
    /// <summary>Microseconds a period.</summary>
    public long? Quota { get; init; }
    /// <summary>Microseconds.</summary>
    public ulong? Period { get; init; }
    public long? RealtimeRuntime { get; init; }
    public ulong? RealtimePeriod { get; init; }
    public string? Cpus { get; init; }
    public string? Mems { get; init; }
}

public sealed record OciPids
{
    /// <summary>-1 is no limit.</summary>
    public long Limit { get; init; }
}

public sealed record OciBlockIO
{
    /// <summary>10 to 1000.</summary>
    public ushort? Weight { get; init; }
    public IReadOnlyList<OciWeightDevice>? WeightDevice { get; init; }
    public IReadOnlyList<OciThrottleDevice>? ThrottleReadBpsDevice { get; init; }
    public IReadOnlyList<OciThrottleDevice>? ThrottleWriteBpsDevice { get; init; }
    public IReadOnlyList<OciThrottleDevice>? ThrottleReadIOPSDevice { get; init; }
    public IReadOnlyList<OciThrottleDevice>? ThrottleWriteIOPSDevice { get; init; }
}

public sealed record OciWeightDevice
{
    public long Major { get; init; }
    public long Minor { get; init; }
    public ushort? Weight { get; init; }
}

public sealed record OciThrottleDevice
{
    public long Major { get; init; }
    public long Minor { get; init; }
    /// <summary>Bytes or operations a second.</summary>
    public ulong Rate { get; init; }
}
