namespace EngineApi.Wire.Containers;

/// <summary>When the daemon starts a container again after its exit.</summary>
public sealed class RestartPolicy
{
    /// <summary><c>no</c>, <c>always</c>, <c>unless-stopped</c>, <c>on-failure</c>, or empty for <c>no</c>.</summary>
    public string Name { get; set; } = "";

    /// <summary>Only with <c>on-failure</c>; 0 is unlimited.</summary>
    public int MaximumRetryCount { get; set; }
}
