using System.Net;
using EngineApi.Linux.Network;

namespace EngineApi.Engine.Networks.Sandbox;

/// <summary>An endpoint's interface within its namespace.</summary>
internal static class EndpointLink
{
    /// <summary>Gives it its addresses and takes it up. On a thread that is in the namespace.</summary>
    public static void Settle(Endpoint endpoint)
    {
        using var inside = new RouteSocket();
        var link = inside.FindLink(endpoint.Interface) ?? throw new EngineException(ErrorKind.System, $"the interface {endpoint.Interface} is gone");
        if (endpoint.IPv6Address.Length > 0)
        {
            NetworkSysctls.UseIPv6(link.Name, true);
            inside.AddAddress(link.Index, IPAddress.Parse(endpoint.IPv6Address), endpoint.IPv6PrefixLength);
        }

        if (endpoint.IPv4Address.Length > 0)
            inside.AddAddress(link.Index, IPAddress.Parse(endpoint.IPv4Address), endpoint.IPv4PrefixLength);
        inside.SetUp(link.Index);
    }

    /// <summary>Takes it away; in order if it, or the namespace, is gone already.</summary>
    public static async Task RemoveAsync(Endpoint endpoint, string netnsPath)
    {
        if (!File.Exists(netnsPath))
            return;
        await NetworkNamespace.RunAsync(netnsPath, _ =>
        {
            using var inside = new RouteSocket();
            return inside.RemoveLink(endpoint.Interface);
        });
    }
}
