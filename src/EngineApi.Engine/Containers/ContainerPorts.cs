using System.Globalization;
using EngineApi.Engine.Networks;
using EngineApi.Wire.Containers;

namespace EngineApi.Engine.Containers;

/// <summary>A container's ports as its answers show them: exposed and published ones while it is on a network, none otherwise.</summary>
internal static class ContainerPorts
{
    /// <summary>For inspect: by port, where it is published; null for one that is only exposed.</summary>
    public static Dictionary<string, List<PortBinding>?> Bindings(ContainerSnapshot container)
    {
        var ports = new Dictionary<string, List<PortBinding>?>(StringComparer.Ordinal);
        foreach (var (port, protocol) in Exposed(container))
            ports[Key(port, protocol)] = null;
        foreach (var published in container.Lifecycle.Ports)
        {
            var key = Key(published.ContainerPort, published.Protocol);
            (ports.GetValueOrDefault(key) ?? (ports[key] = [])).Add(new()
            {
                HostIp = published.HostAddress, HostPort = published.HostPort.ToString(CultureInfo.InvariantCulture),
            });
        }

        return ports;
    }

    /// <summary>For lists.</summary>
    public static List<Port> Listed(ContainerSnapshot container)
    {
        var published = container.Lifecycle.Ports;
        return
        [
            .. Exposed(container)
                .Where(exposed => !published.Any(one => (one.ContainerPort, one.Protocol) == exposed))
                .Select(exposed => new Port { PrivatePort = (ushort)exposed.Port, Type = exposed.Protocol }),
            .. published.Select(one => new Port
            {
                IP = one.HostAddress, PrivatePort = (ushort)one.ContainerPort, PublicPort = (ushort)one.HostPort, Type = one.Protocol,
            }),
        ];
    }

    private static IEnumerable<(int Port, string Protocol)> Exposed(ContainerSnapshot container)
    {
        if (!container.Lifecycle.Endpoints.Values.Any(HasAddress))
            yield break;
        var settings = container.Settings;
        var named = (settings.Config.ExposedPorts?.Keys ?? Enumerable.Empty<string>()).Concat(settings.HostConfig.PortBindings?.Keys ?? Enumerable.Empty<string>());
        foreach (var spec in named.Select(PortSpec.Parse).Distinct().OrderBy(spec => spec.First))
        {
            for (var port = (int)spec.First; port <= spec.Last; port++)
                yield return (port, spec.Protocol);
        }
    }

    private static bool HasAddress(Endpoint endpoint) => endpoint.IPv4Address.Length > 0 || endpoint.IPv6Address.Length > 0;

    private static string Key(int port, string protocol) => string.Create(CultureInfo.InvariantCulture, $"{port}/{protocol}");
}
