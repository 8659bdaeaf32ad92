namespace EngineApi.Engine.Containers.Health;

/// <summary>The API's words for a container's health.</summary>
public static class HealthStatus
{
    public const string Starting = "starting";
    public const string Healthy = "healthy";
    public const string Unhealthy = "unhealthy";

    /// <summary>Only in filters: it is not probed.</summary>
    public const string None = "none";
}
