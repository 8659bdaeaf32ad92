namespace EngineApi.Engine.Networks.Ports;

/// <summary>A container's port and where on the host it is to be.</summary>
/// <param name="Protocol"><c>tcp</c>, <c>udp</c> or <c>sctp</c>.</param>
/// <param name="ContainerPort">1–65535.</param>
/// <param name="HostAddresses">Not empty; the port is the same on all of them.</param>
/// <param name="First">The lowest port that will do; 0 for any free one.</param>
/// <param name="Last">The highest.</param>
internal sealed record PortRequest(string Protocol, int ContainerPort, IReadOnlyList<string> HostAddresses, int First, int Last);
