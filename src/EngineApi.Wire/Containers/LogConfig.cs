namespace EngineApi.Wire.Containers;

/// <summary>The logging driver of a container and its options.</summary>
public sealed class LogConfig
{
    /// <summary>Empty means the daemon's default driver.</summary>
    public string Type { get; set; } = "";

    public Dictionary<string, string>? Config { get; set; }
}
