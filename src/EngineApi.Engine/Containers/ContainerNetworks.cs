using EngineApi.Engine.Networks;
using EngineApi.Wire;
using EngineApi.Wire.Networks;

namespace EngineApi.Engine.Containers;

/// <summary>The networks a container is attached to, as its answers show them.</summary>
internal static class ContainerNetworks
{
    /// <summary>By network name: what was asked for, and while it runs what it was given.</summary>
    public static Dictionary<string, EndpointSettings> Of(ContainerSnapshot container)
    {
        var settings = container.Settings;
        var given = container.Lifecycle.Endpoints;
        var networks = new Dictionary<string, EndpointSettings>(StringComparer.Ordinal);
        // It was disconnected from all of them.
        if (settings.NetworkingConfig.EndpointsConfig is { Count: 0 } && given.Count == 0)
            return networks;
        foreach (var (name, asked) in Attachments.Asked(settings))
            networks[name] = Shown(container, name, asked, given.Values.FirstOrDefault(one => one.NetworkName == name) ?? given.GetValueOrDefault(asked.NetworkID));
        return networks;
    }

    /// <summary>By which names the others on a network know it: its own, its aliases, its short id, its hostname.</summary>
    public static IEnumerable<string> DnsNames(ContainerSnapshot container, EndpointSettings asked) =>
        new[] { container.Name }
            .Concat(asked.Aliases ?? [])
            .Append(HexId.Short(container.Id))
            .Append(container.Settings.Config.Hostname)
            .Where(name => name.Length > 0)
            .Distinct(StringComparer.Ordinal);

    private static EndpointSettings Shown(ContainerSnapshot container, string network, EndpointSettings asked, Endpoint? given) => new()
    {
        IPAMConfig = asked.IPAMConfig,
        Links = asked.Links,
        Aliases = asked.Aliases,
        MacAddress = given?.MacAddress ?? asked.MacAddress,
        DriverOpts = asked.DriverOpts,
        GwPriority = asked.GwPriority,
        NetworkID = given?.NetworkId ?? (container.Lifecycle.StartedAt is null ? "" : asked.NetworkID),
        EndpointID = given?.Id ?? "",
        Gateway = given?.IPv4Gateway ?? "",
        IPAddress = given?.IPv4Address ?? "",
        IPPrefixLen = given?.IPv4PrefixLength ?? 0,
        IPv6Gateway = given?.IPv6Gateway ?? "",
        GlobalIPv6Address = given?.IPv6Address ?? "",
        GlobalIPv6PrefixLen = given?.IPv6PrefixLength ?? 0,
        DNSNames = PredefinedNetworks.Contains(network) ? null : [.. DnsNames(container, asked)],
    };
}
