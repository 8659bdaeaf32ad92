using System.Net;
using EngineApi.Linux.Network;

namespace EngineApi.Engine.Networks.Ports;

/// <summary>A published port, and the socket that keeps it.</summary>
internal sealed class HeldPort(PublishedPort port, PortReservation reservation) : IDisposable
{
    private UserlandProxy? _proxy;

    public PublishedPort Port { get; } = port;

    /// <param name="target">Null if nobody has to carry it. Once it is carried it goes on being so: a socket that listens cannot stop to.</param>
    /// <param name="places">See <see cref="UserlandProxy"/>.</param>
    public void Carry(IPEndPoint? target, SemaphoreSlim places)
    {
        if (target is null)
            return;
        if (_proxy is { } proxy)
            proxy.Target = target;
        else
            _proxy = new(reservation, target, places);
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
