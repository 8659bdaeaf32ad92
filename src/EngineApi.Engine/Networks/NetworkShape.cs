using EngineApi.Wire;
using EngineApi.Wire.Networks;

namespace EngineApi.Engine.Networks;

/// <summary>A network as the API shows it.</summary>
internal static class NetworkShape
{
    /// <summary>Without the containers on it: a list does not tell of them.</summary>
    public static Network Of(NetworkRecord network) => new()
    {
        Name = network.Name,
        Id = network.Id,
        Created = GoTime.Format(network.Created),
        Scope = "local",
        Driver = network.Driver,
        EnableIPv4 = network.EnableIPv4,
        EnableIPv6 = network.EnableIPv6,
        IPAM = network.Ipam,
        Internal = network.Internal,
        Attachable = network.Attachable,
        ConfigFrom = new() { Network = network.ConfigFrom },
        ConfigOnly = network.ConfigOnly,
        Containers = [],
        Options = new(network.Options),
        Labels = new(network.Labels),
    };

    public static NetworkContainer Of(string containerName, Endpoint endpoint) => new()
    {
        Name = containerName,
        EndpointID = endpoint.Id,
        MacAddress = endpoint.MacAddress,
        IPv4Address = endpoint.IPv4Address.Length == 0 ? "" : $"{endpoint.IPv4Address}/{endpoint.IPv4PrefixLength}",
        IPv6Address = endpoint.IPv6Address.Length == 0 ? "" : $"{endpoint.IPv6Address}/{endpoint.IPv6PrefixLength}",
    };
}
