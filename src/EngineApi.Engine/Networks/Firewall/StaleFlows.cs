using System.Net;
using EngineApi.Engine.Networks.Sandbox;
using EngineApi.Linux.Network;
using Microsoft.Extensions.Logging;

namespace EngineApi.Engine.Networks.Firewall;

/// <summary>
/// UDP that goes on as the kernel remembers it, whatever the rules say by now: who keeps sending would be led to where a port led before,
/// or to nowhere if that was before it was published.
/// </summary>
public sealed class StaleFlows(HostLinks host, ILogger<StaleFlows> log)
{
    /// <summary>To be called when the rules lead there.</summary>
    internal Task PublishedAsync(IEnumerable<ForwardedPort> ports)
    {
        if (!ports.Any(IsUdp))
            return Task.CompletedTask;
        var local = host.Socket.Addresses().Select(one => one.Address).ToHashSet();
        return ForgetAsync(ports, (port, asked, answering) => (IPAddress.IsLoopback(asked.Address) || local.Contains(asked.Address)) && !answering.Equals(TargetOf(port)));
    }

    /// <summary>To be called when the rules do not lead there any more.</summary>
    internal Task UnpublishedAsync(IEnumerable<ForwardedPort> ports) => ForgetAsync(ports, static (port, _, answering) => answering.Equals(TargetOf(port)));

    private Task ForgetAsync(IEnumerable<ForwardedPort> ports, Func<ForwardedPort, IPEndPoint, IPEndPoint, bool> isStale)
    {
        var families = ports.Where(IsUdp).ToLookup(port => port.IsIPv6);
        // The kernel may remember a lot.
        return families.Count == 0 ? Task.CompletedTask : Task.Run(() =>
        {
            try
            {
                using var flows = new TrackedFlows();
                foreach (var family in families)
                    flows.ForgetUdp(family.Key, (asked, answering) => family.Any(port => WasAskedFor(port, asked) && isStale(port, asked, answering)));
            }
            catch (IOException e)
            {
                log.FlowsNotForgotten(e);
            }
        });
    }

    private static bool IsUdp(ForwardedPort port) => port.Port.Protocol == "udp";

    private static bool WasAskedFor(ForwardedPort port, IPEndPoint asked) =>
        port.Port.HostPort == asked.Port && (port.Port.HostAddress is "0.0.0.0" or "::" || IPAddress.Parse(port.Port.HostAddress).Equals(asked.Address));

    private static IPEndPoint TargetOf(ForwardedPort port) => new(IPAddress.Parse(port.Target), port.Port.ContainerPort);
}
