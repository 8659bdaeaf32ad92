namespace EngineApi.Wire.Networks;

/// <summary>A container's endpoint as its network shows it.</summary>
public sealed class NetworkContainer
{
    public string Name { get; set; } = "";

    public string EndpointID { get; set; } = "";

    public string MacAddress { get; set; } = "";

    /// <summary>CIDR.</summary>
    public string IPv4Address { get; set; } = "";

    /// <summary>CIDR.</summary>
    public string IPv6Address { get; set; } = "";
}
