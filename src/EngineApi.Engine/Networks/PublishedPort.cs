namespace EngineApi.Engine.Networks;

/// <summary>A port of the host that leads to one of a container's.</summary>
/// <param name="Protocol"><c>tcp</c>, <c>udp</c> or <c>sctp</c>.</param>
/// <param name="ContainerPort">1–65535.</param>
/// <param name="HostAddress">Never empty: <c>0.0.0.0</c> and <c>::</c> stand for all addresses.</param>
/// <param name="HostPort">1–65535; settled, also when any port was asked for.</param>
public sealed record PublishedPort(string Protocol, int ContainerPort, string HostAddress, int HostPort)
{
    internal bool IsIPv6 => HostAddress.Contains(':', StringComparison.Ordinal);
}
