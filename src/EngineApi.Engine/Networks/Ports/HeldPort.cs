using EngineApi.Linux.Network;

namespace EngineApi.Engine.Networks.Ports;

/// <summary>A published port, and the socket that keeps it.</summary>
internal sealed class HeldPort(PublishedPort port, PortReservation reservation) : IDisposable
{
    public PublishedPort Port { get; } = port;

    public void Dispose() => reservation.Dispose();
}

internal static class PortConflict
{
    /// <summary>Whether two containers could not have both.</summary>
    public static bool Conflicts(this PublishedPort one, PublishedPort other) =>
        one.HostPort == other.HostPort && one.Protocol == other.Protocol && IsIPv6(one) == IsIPv6(other)
        && (one.HostAddress == other.HostAddress || IsAny(one) || IsAny(other));

    private static bool IsAny(PublishedPort port) => port.HostAddress is "0.0.0.0" or "::";

    private static bool IsIPv6(PublishedPort port) => port.HostAddress.Contains(':', StringComparison.Ordinal);
}
