using System.Net;
using EngineApi.Linux.Network;

namespace EngineApi.Engine.Networks.Sandbox;

/// <summary>The one network of several that leads to everywhere else.</summary>
internal static class DefaultGateway
{
    /// <summary>The highest priority, then the name; a network without a gateway is none. Null if there is none.</summary>
    public static Endpoint? Choose(IEnumerable<(Attachment Attachment, Endpoint Endpoint)> joined, bool ipv6) => joined
        .Where(one => (ipv6 ? one.Endpoint.IPv6Gateway : one.Endpoint.IPv4Gateway).Length > 0)
        .OrderByDescending(one => one.Attachment.Settings.GwPriority)
        .ThenBy(one => one.Attachment.Network.Name, StringComparer.Ordinal)
        .Select(one => one.Endpoint)
        .FirstOrDefault();

    /// <summary>Has the namespace use them, and nothing else.</summary>
    public static Task SetAsync(string netnsPath, Endpoint? ipv4, Endpoint? ipv6) => NetworkNamespace.RunAsync(netnsPath, _ =>
    {
        using var inside = new RouteSocket();
        if (ipv4 is not null)
            inside.SetDefaultRoute(IPAddress.Parse(ipv4.IPv4Gateway));
        else
            inside.RemoveDefaultRoute(isIPv6: false);
        if (ipv6 is not null)
            inside.SetDefaultRoute(IPAddress.Parse(ipv6.IPv6Gateway));
        return true;
    });
}
