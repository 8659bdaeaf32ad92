namespace EngineApi.Wire.Containers;

/// <summary>Where on the host a container's port is published.</summary>
public sealed class PortBinding
{
    /// <summary>Empty means every address.</summary>
    public string HostIp { get; set; } = "";

    /// <summary>A port, a range, or empty for any free port.</summary>
    public string HostPort { get; set; } = "";
}
