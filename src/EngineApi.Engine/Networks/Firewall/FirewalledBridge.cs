namespace EngineApi.Engine.Networks.Firewall;

/// <summary>One bridge, as far as the rules depend on it.</summary>
/// <param name="Link">Its name on the host.</param>
/// <param name="Subnets">In CIDR, of either family.</param>
/// <param name="Talks">Its containers may reach each other.</param>
/// <param name="Masquerades">What leaves it has the host's address.</param>
/// <param name="Internal">Nothing leaves it, and nothing comes in.</param>
internal sealed record FirewalledBridge(string Link, IReadOnlyList<string> Subnets, bool Talks, bool Masquerades, bool Internal)
{
    public bool HasIPv6 => Subnets.Any(IsIPv6);

    /// <summary>Those of one family.</summary>
    public IEnumerable<string> SubnetsOf(bool ipv6) => Subnets.Where(subnet => IsIPv6(subnet) == ipv6);

    private static bool IsIPv6(string subnet) => subnet.Contains(':', StringComparison.Ordinal);
}
