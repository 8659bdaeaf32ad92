using System.Text.Json.Serialization;

namespace EngineApi.Wire.Containers;

/// <summary>A health probe. Durations are nanoseconds; 0 inherits from the image, and then the daemon's default.</summary>
public sealed class HealthConfig
{
    /// <summary>Empty inherits; <c>NONE</c> disables; <c>CMD</c> and <c>CMD-SHELL</c> start a probe.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public List<string>? Test { get; set => field = value is { Count: 0 } ? null : value; }

    /// <summary>Nanoseconds between probes; 0 or at least 1 ms.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Interval { get; set; }

    /// <summary>Nanoseconds a probe may take; 0 or at least 1 ms.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Timeout { get; set; }

    /// <summary>Nanoseconds during which failures do not count; 0 or at least 1 ms.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long StartPeriod { get; set; }

    /// <summary>Nanoseconds between probes during the start period (API 1.44).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long StartInterval { get; set; }

    /// <summary>Consecutive failures that make a container unhealthy.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Retries { get; set; }
}
