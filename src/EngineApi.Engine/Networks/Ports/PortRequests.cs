using EngineApi.Engine.Containers;
using EngineApi.Wire.Containers;

namespace EngineApi.Engine.Networks.Ports;

/// <summary>What a container wants published.</summary>
internal static class PortRequests
{
    private const string AnyIPv4 = "0.0.0.0";
    private const string AnyIPv6 = "::";

    /// <summary>Those with a port of their own first: what is chosen must not take it.</summary>
    /// <param name="defaultAddress">Where ports go that name no address of the host; null or empty for all of them.</param>
    public static IReadOnlyList<PortRequest> Of(ContainerSettings settings, string? defaultAddress)
    {
        var bindings = settings.HostConfig.PortBindings ?? [];
        var wanted = bindings.SelectMany(one => Of(PortSpec.Parse(one.Key), one.Value ?? [], defaultAddress)).ToList();
        if (settings.HostConfig.PublishAllPorts)
        {
            var bound = wanted.Select(request => (request.Protocol, request.ContainerPort)).ToHashSet();
            wanted.AddRange((settings.Config.ExposedPorts ?? []).Keys
                .SelectMany(exposed => Of(PortSpec.Parse(exposed), [new PortBinding()], defaultAddress))
                .Where(request => bound.Add((request.Protocol, request.ContainerPort))));
        }

        return [.. wanted.OrderBy(request => request.First == 0).ThenBy(request => request.Last - request.First)];
    }

    private static IEnumerable<PortRequest> Of(PortSpec spec, IEnumerable<PortBinding> bindings, string? defaultAddress)
    {
        foreach (var binding in bindings)
        {
            var (first, last) = PortSpec.ParseHostPort(binding.HostPort);
            var addresses = Addresses(binding.HostIp, defaultAddress);
            // A range to a range of the same length goes port by port.
            var together = spec.Count > 1 && last - first + 1 == spec.Count;
            for (var at = 0; at < spec.Count; at++)
            {
                yield return together
                    ? new(spec.Protocol, spec.First + at, addresses, first + at, first + at)
                    : new(spec.Protocol, spec.First + at, addresses, first, last);
            }
        }
    }

    /// <summary>A client that names <c>0.0.0.0</c> means IPv4; a network that does, as the default bridge does, means everything.</summary>
    private static string[] Addresses(string asked, string? defaultAddress) => (asked, defaultAddress) switch
    {
        ({ Length: > 0 }, _) => [asked.Trim('[', ']')],
        (_, null or "" or AnyIPv4) => [AnyIPv4, AnyIPv6],
        _ => [defaultAddress],
    };
}
