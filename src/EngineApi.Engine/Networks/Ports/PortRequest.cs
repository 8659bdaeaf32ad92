namespace EngineApi.Engine.Networks.Ports;

/// <summary>A container's port and where on the host it is to be.</summary>
/// <param name="Protocol"><c>tcp</c>, <c>udp</c> or <c>sctp</c>.</param>
/// <param name="ContainerPort">1–65535.</param>
/// <param name="HostAddresses">Not empty; the port is the same on all of them.</param>
/// <param name="First">The lowest port that will do; 0 for any free one.</param>
/// <param name="Last">The highest.</param>
internal sealed record PortRequest(string Protocol, int ContainerPort, IReadOnlyList<string> HostAddresses, int First, int Last)
{
    /// <summary>
    /// Without the addresses from which nothing gets to an endpoint that has no IPv6: what comes in there by UDP would be taken and never
    /// answered, while a TCP client is refused and goes on to the next address.
    /// </summary>
    /// <exception cref="EngineException">System: no address is left.</exception>
    public PortRequest For(Endpoint endpoint)
    {
        if (endpoint.IPv6Address.Length > 0)
            return this;
        var isIPv6 = HostAddresses.ToLookup(static address => address.Contains(':', StringComparison.Ordinal));
        if (!isIPv6[false].Any())
        {
            throw new EngineException(
                ErrorKind.System, $"failed to bind host port for [{HostAddresses[0]}]:{First}:{endpoint.IPv4Address}:{ContainerPort}/{Protocol}: the container has no IPv6 address");
        }

        return Protocol == "udp" ? this with { HostAddresses = [.. isIPv6[false]] } : this;
    }
}
