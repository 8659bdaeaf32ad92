using System.Net;
using System.Net.Sockets;
using EngineApi.Linux;
using EngineApi.Linux.Network;

namespace EngineApi.Engine.Networks.Ports;

/// <summary>A published port, and the socket that keeps it.</summary>
internal sealed class HeldPort(PublishedPort port, PortReservation reservation) : IDisposable
{
    private IUserlandProxy? _proxy;

    /// <param name="isCarried">Whether it will be; then it is listened on at once, if it is one for connections.</param>
    /// <returns>Null if somebody else has it, among others.</returns>
    public static HeldPort? TryTake(PublishedPort port, bool isCarried, out int errno)
    {
        var address = IPAddress.Parse(port.HostAddress);
        var taken = isCarried && port.Protocol == "tcp"
            ? PortReservation.TryListen(address, port.HostPort, UserlandProxy.Backlog, out errno)
            : PortReservation.TryTake(port.Protocol, address, port.HostPort, out errno);
        return taken is null ? null : new(port, taken);
    }

    public PublishedPort Port { get; } = port;

    /// <param name="target">
    /// Null if nobody has to carry it. What was carried is closed then, and so is what still comes: a socket that listens cannot stop to.
    /// </param>
    /// <param name="places">See <see cref="UserlandProxy"/> and <see cref="UserlandUdpProxy"/>.</param>
    /// <param name="silence">After which a UDP client is forgotten.</param>
    /// <exception cref="LinuxException">No descriptors are left.</exception>
    /// <exception cref="SocketException">It cannot listen.</exception>
    public void Carry(IPEndPoint? target, SemaphoreSlim places, TimeSpan silence)
    {
        if (_proxy is { } proxy)
            proxy.Lead(target);
        else if (target is not null)
            _proxy = Port.Protocol == "udp" ? new UserlandUdpProxy(reservation, target, places, silence) : new UserlandProxy(reservation, target, places);
    }

    public void Dispose()
    {
        _proxy?.Dispose();
        reservation.Dispose();
    }
}

internal static class PortConflict
{
    /// <summary>Whether two containers could not have both.</summary>
    public static bool Conflicts(this PublishedPort one, PublishedPort other) =>
        one.HostPort == other.HostPort && one.Protocol == other.Protocol && one.IsIPv6 == other.IsIPv6
        && (one.HostAddress == other.HostAddress || IsAny(one) || IsAny(other));

    private static bool IsAny(PublishedPort port) => port.HostAddress is "0.0.0.0" or "::";
}
