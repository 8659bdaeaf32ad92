using EngineApi.Engine.Containers;
using EngineApi.Engine.Containers.Create;
using EngineApi.Engine.Networks.Addresses;
using EngineApi.Wire.Networks;

namespace EngineApi.Engine.Networks;

/// <summary>What a container may ask for on its networks. Wording is Docker's.</summary>
internal static class EndpointRules
{
    /// <summary>Of a network that others are made like.</summary>
    public const string Unusable = "cannot create endpoint on configuration-only network";

    /// <exception cref="EngineException">Conflict: it is being removed, or a removal of it failed.</exception>
    public static ContainerSnapshot MustStay(ContainerSnapshot container) => container.Status is ContainerStatus.Removing or ContainerStatus.Dead
        ? throw EngineException.Conflict($"container {container.Id} is marked for removal and cannot be connected or disconnected to the network")
        : container;

    /// <summary>Why a container stays on the host's network, and no other gets on it.</summary>
    public static EngineException OnHost() =>
        EngineException.InvalidParameter("conflicting options: container cannot be disconnected from host network or connected to host network");

    /// <param name="name">As the client calls it.</param>
    /// <param name="network">Null if it is not there (yet).</param>
    /// <returns>Null if nothing is wrong.</returns>
    public static string? Broken(string name, NetworkRecord? network, EndpointSettings asked)
    {
        var broken = new List<string>();
        var ipam = asked.IPAMConfig ?? new();
        var isPredefined = PredefinedNetworks.Contains(network?.Name ?? name);
        if (isPredefined && (ipam.IPv4Address is not null || ipam.IPv6Address is not null))
            broken.Add("user specified IP address is supported on user defined networks only");
        if (isPredefined && asked.Aliases is { Count: > 0 })
            broken.Add("network-scoped aliases are only supported for user-defined networks");
        Check(ipam.IPv4Address, ipv6: false);
        Check(ipam.IPv6Address, ipv6: true);
        foreach (var address in ipam.LinkLocalIPs ?? [])
        {
            if (!IpNumber.TryParse(address, out _))
                broken.Add($"invalid link-local IP address: {address}");
        }

        return broken.Count == 0 ? null : "invalid endpoint settings:\n" + JoinedErrors.Of(broken);

        void Check(string? text, bool ipv6)
        {
            if (text is null)
                return;
            if (!IpNumber.TryParse(text, out var address) || address.IsIPv6 != ipv6)
                broken.Add($"invalid IPv{(ipv6 ? 6 : 4)} address: {text}");
            else if (!isPredefined && network is { HasGivenSubnets: false })
                broken.Add("user specified IP address is supported only when connecting to networks with user configured subnets");
            else if (network is not null && !isPredefined && !AddressPlan.SubnetsOf(network).Any(subnet => subnet.Contains(address)))
                broken.Add($"no configured subnet or ip-range contain the IP address {text}");
        }
    }

    /// <exception cref="EngineException">InvalidParameter: the networks do not go together.</exception>
    public static void CheckTogether(IEnumerable<string> names)
    {
        var all = names.ToArray();
        if (all.Length < 2)
            return;
        if (all.Contains(PredefinedNetworks.Host))
            throw EngineException.InvalidParameter("container sharing network namespace with another container or host cannot be connected to any other network");
        if (all.Contains(PredefinedNetworks.None))
            throw EngineException.InvalidParameter("container cannot be connected to multiple networks with one of the networks in private (none) mode");
    }

    /// <summary>What was asked for, without what only answers have.</summary>
    /// <param name="network">Null if it is not there (yet).</param>
    public static EndpointSettings Stored(NetworkRecord? network, EndpointSettings asked)
    {
        MacRules.Check(asked.MacAddress);
        return new()
        {
            IPAMConfig = asked.IPAMConfig,
            Links = asked.Links,
            Aliases = asked.Aliases,
            MacAddress = asked.MacAddress,
            DriverOpts = asked.DriverOpts,
            GwPriority = asked.GwPriority,
            NetworkID = network?.Id ?? "",
        };
    }

    /// <summary>A container's networking with one network more, or asked for anew.</summary>
    public static ContainerSettings With(ContainerSettings settings, NetworkRecord network, EndpointSettings stored)
    {
        var all = Attachments.Asked(settings).Where(one => !Names(one.Network, network)).ToDictionary(one => one.Network, one => (EndpointSettings?)one.Settings, StringComparer.Ordinal);
        // Of a container that was disconnected from all networks that of its mode does not come back by itself.
        if (settings.NetworkingConfig.EndpointsConfig is { Count: 0 })
            all.Clear();
        all[network.Name] = stored;
        return settings with { NetworkingConfig = new() { EndpointsConfig = all } };
    }

    /// <summary>A container's networking without a network; null if it was not there.</summary>
    public static ContainerSettings? Without(ContainerSettings settings, NetworkRecord network)
    {
        var all = Attachments.Asked(settings);
        if (settings.NetworkingConfig.EndpointsConfig is { Count: 0 } || !all.Any(one => Names(one.Network, network)))
            return null;
        var rest = all.Where(one => !Names(one.Network, network)).ToDictionary(one => one.Network, one => (EndpointSettings?)one.Settings, StringComparer.Ordinal);
        return settings with { NetworkingConfig = new() { EndpointsConfig = rest } };
    }

    private static bool Names(string nameOrId, NetworkRecord network) => nameOrId == network.Name || nameOrId == network.Id;
}
