namespace EngineApi.Engine.Networks;

/// <summary>
/// What a running container has on one network. Kept in <see cref="Containers.ContainerLifecycle"/> from start to exit: the
/// addresses in use are those of the endpoints of all containers, so none can leak.
/// </summary>
public sealed record Endpoint
{
    /// <summary>64 hexadecimal digits; a new one at every start.</summary>
    public required string Id { get; init; }

    public required string NetworkId { get; init; }

    /// <summary>The network's, which does not change.</summary>
    public string NetworkName { get; init; } = "";

    /// <summary>As the container sees it, <c>eth0</c>.</summary>
    public required string Interface { get; init; }

    /// <summary>Colons between bytes; empty on a network without links.</summary>
    public string MacAddress { get; init; } = "";

    /// <summary>Without a prefix; empty if the network has no IPv4.</summary>
    public string IPv4Address { get; init; } = "";

    /// <summary>0–32.</summary>
    public int IPv4PrefixLength { get; init; }

    public string IPv4Gateway { get; init; } = "";

    /// <summary>Without a prefix; empty if the network has no IPv6.</summary>
    public string IPv6Address { get; init; } = "";

    /// <summary>0–128.</summary>
    public int IPv6PrefixLength { get; init; }

    public string IPv6Gateway { get; init; } = "";

    /// <summary>Its address as it stands before a port.</summary>
    internal string AddressBeforePort => IPv4Address.Length > 0 ? IPv4Address : $"[{IPv6Address}]";
}
