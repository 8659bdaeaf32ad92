using EngineApi.Wire.Containers;

namespace EngineApi.Wire.Networks;

/// <summary>The networks of a container in inspect. The members from EndpointID to MacAddress repeat the default bridge's endpoint.</summary>
public sealed class NetworkSettings
{
    public string Bridge { get; set; } = "";

    public string SandboxID { get; set; } = "";

    /// <summary>Path of the network namespace.</summary>
    public string SandboxKey { get; set; } = "";

    /// <summary>A null list is exposed but not published.</summary>
    public Dictionary<string, List<PortBinding>?>? Ports { get; set; }

    public bool HairpinMode { get; set; }

    public string LinkLocalIPv6Address { get; set; } = "";

    public int LinkLocalIPv6PrefixLen { get; set; }

    public List<Address>? SecondaryIPAddresses { get; set; }

    public List<Address>? SecondaryIPv6Addresses { get; set; }

    public string EndpointID { get; set; } = "";

    public string Gateway { get; set; } = "";

    public string GlobalIPv6Address { get; set; } = "";

    public int GlobalIPv6PrefixLen { get; set; }

    public string IPAddress { get; set; } = "";

    public int IPPrefixLen { get; set; }

    public string IPv6Gateway { get; set; } = "";

    public string MacAddress { get; set; } = "";

    public Dictionary<string, EndpointSettings>? Networks { get; set; }
}
