using System.Text.Json.Serialization;

namespace EngineApi.Wire.Containers;

/// <summary>One sample of <c>GET /containers/{id}/stats</c>. Name and id are left out of a one-shot answer.</summary>
public sealed class ContainerStats
{
    [JsonPropertyName("name")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Name { get; set => field = value is "" ? null : value; }

    [JsonPropertyName("id")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Id { get; set => field = value is "" ? null : value; }

    /// <summary>RFC 3339 with nanoseconds.</summary>
    [JsonPropertyName("read")]
    public string Read { get; set; } = "";

    /// <summary>RFC 3339; zero in a one-shot answer.</summary>
    [JsonPropertyName("preread")]
    public string Preread { get; set; } = "";

    [JsonPropertyName("pids_stats")]
    public PidsStats PidsStats { get; set => field = value ?? new(); } = new();

    [JsonPropertyName("blkio_stats")]
    public BlkioStats BlkioStats { get; set => field = value ?? new(); } = new();

    /// <summary>Windows only.</summary>
    [JsonPropertyName("num_procs")]
    public uint NumProcs { get; set; }

    /// <summary>Windows only.</summary>
    [JsonPropertyName("storage_stats")]
    public StorageStats StorageStats { get; set => field = value ?? new(); } = new();

    [JsonPropertyName("cpu_stats")]
    public CpuStats CpuStats { get; set => field = value ?? new(); } = new();

    /// <summary>The previous sample.</summary>
    [JsonPropertyName("precpu_stats")]
    public CpuStats PreCpuStats { get; set => field = value ?? new(); } = new();

    [JsonPropertyName("memory_stats")]
    public MemoryStats MemoryStats { get; set => field = value ?? new(); } = new();

    /// <summary>Keys are interface names inside the container.</summary>
    [JsonPropertyName("networks")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Dictionary<string, NetworkStats>? Networks { get; set => field = value is { Count: 0 } ? null : value; }
}
