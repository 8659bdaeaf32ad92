using System.Text.Json.Serialization;

namespace EngineApi.Wire.Containers;

/// <summary>Memory counters, in bytes.</summary>
public sealed class MemoryStats
{
    [JsonPropertyName("usage")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ulong Usage { get; set; }

    /// <summary>cgroup v1 only.</summary>
    [JsonPropertyName("max_usage")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ulong MaxUsage { get; set; }

    /// <summary><c>memory.stat</c>.</summary>
    [JsonPropertyName("stats")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Dictionary<string, ulong>? Stats { get; set => field = value is { Count: 0 } ? null : value; }

    /// <summary>cgroup v1 only.</summary>
    [JsonPropertyName("failcnt")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ulong FailCnt { get; set; }

    [JsonPropertyName("limit")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ulong Limit { get; set; }

    /// <summary>Windows only.</summary>
    [JsonPropertyName("commitbytes")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ulong CommitBytes { get; set; }

    /// <summary>Windows only.</summary>
    [JsonPropertyName("commitpeakbytes")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ulong CommitPeakBytes { get; set; }

    /// <summary>Windows only.</summary>
    [JsonPropertyName("privateworkingset")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ulong PrivateWorkingSet { get; set; }
}
