using System.Net;
using EngineApi.Engine.Networks.Ipvlan;
using EngineApi.Linux.Network;

namespace EngineApi.Engine.Networks.Sandbox;

/// <summary>The one network of several that leads to everywhere else.</summary>
internal static class DefaultGateway
{
    /// <summary>The highest priority, then the name; a network that leads nowhere is none. Null if there is none.</summary>
    public static Endpoint? Choose(IEnumerable<(Attachment Attachment, Endpoint Endpoint)> joined, bool ipv6) => joined
        .Where(one => (ipv6 ? one.Endpoint.IPv6Gateway : one.Endpoint.IPv4Gateway).Length > 0 || LeadsOut(one.Attachment.Network, one.Endpoint, ipv6))
        .OrderByDescending(one => one.Attachment.Settings.GwPriority)
        .ThenBy(one => one.Attachment.Network.Name, StringComparer.Ordinal)
        .Select(one => one.Endpoint)
        .FirstOrDefault();

    /// <summary>Has the namespace use them, and nothing else.</summary>
    public static Task SetAsync(string netnsPath, Endpoint? ipv4, Endpoint? ipv6) => NetworkNamespace.RunAsync(netnsPath, _ =>
    {
        using var inside = new RouteSocket();
        Set(inside, ipv4, ipv4?.IPv4Gateway, isIPv6: false);
        Set(inside, ipv6, ipv6?.IPv6Gateway, isIPv6: true);
        return true;
    });

    /// <summary>Without a gateway: whoever it is for, it goes out of the interface.</summary>
    private static bool LeadsOut(NetworkRecord network, Endpoint endpoint, bool ipv6) =>
        !network.Internal && IpvlanDriver.IsRouted(network) && (ipv6 ? endpoint.IPv6Address : endpoint.IPv4Address).Length > 0;

    private static void Set(RouteSocket inside, Endpoint? endpoint, string? gateway, bool isIPv6)
    {
        if (endpoint is null)
            inside.RemoveDefaultRoute(isIPv6);
        else if (gateway is { Length: > 0 })
            inside.SetDefaultRoute(IPAddress.Parse(gateway));
        else if (inside.FindLink(endpoint.Interface) is { } link)
            inside.SetDefaultRoute(link.Index, isIPv6);
    }
}
