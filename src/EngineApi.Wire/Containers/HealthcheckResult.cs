namespace EngineApi.Wire.Containers;

/// <summary>One run of a health probe.</summary>
public sealed class HealthcheckResult
{
    /// <summary>RFC 3339.</summary>
    public string Start { get; set; } = "";

    /// <summary>RFC 3339.</summary>
    public string End { get; set; } = "";

    /// <summary>0 healthy, 1 unhealthy, -1 the probe could not run or took too long.</summary>
    public int ExitCode { get; set; }

    /// <summary>At most 4096 bytes.</summary>
    public string Output { get; set; } = "";
}
