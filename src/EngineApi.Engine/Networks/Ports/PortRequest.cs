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
    /// Without the addresses of a family that the endpoint has none of if it is SCTP, which cannot be carried over: what comes in there
    /// would be taken and never answered.
    /// </summary>
    /// <exception cref="EngineException">System: no address is left.</exception>
    public PortRequest For(Endpoint endpoint)
    {
        if (Protocol != "sctp")
            return this;
        var left = HostAddresses.Where(address => (IsIPv6(address) ? endpoint.IPv6Address : endpoint.IPv4Address).Length > 0).ToArray();
        if (left.Length > 0)
            return this with { HostAddresses = left };
        var address = HostAddresses[0];
        throw new EngineException(
            ErrorKind.System,
            $"failed to bind host port for {(IsIPv6(address) ? $"[{address}]" : address)}:{First}:{endpoint.AddressBeforePort}:{ContainerPort}/{Protocol}: the container has no IPv{(IsIPv6(address) ? 6 : 4)} address");
    }

    private static bool IsIPv6(string address) => address.Contains(':', StringComparison.Ordinal);
}
