namespace EngineApi.Wire.Containers;

/// <summary>The current health of a container that has a probe.</summary>
public sealed class Health
{
    /// <summary><c>starting</c>, <c>healthy</c> or <c>unhealthy</c>.</summary>
    public string Status { get; set; } = "";

    public int FailingStreak { get; set; }

    /// <summary>The last five probes, oldest first.</summary>
    public List<HealthcheckResult>? Log { get; set; }
}
