using EngineApi.Wire.Networks;

namespace EngineApi.Engine.Networks.Addresses;

/// <summary>From the addresses a client asks for to those a network has: checked, with every subnet and gateway filled in. Wording is Docker's.</summary>
internal static class AddressPlan
{
    /// <param name="ipam">As asked for; null for the defaults. Not changed.</param>
    /// <param name="taken">The subnets of the other networks.</param>
    /// <param name="routed">What the host reaches already; only chosen subnets keep away from it.</param>
    /// <exception cref="EngineException">InvalidParameter; Forbidden if a subnet overlaps with one that is taken.</exception>
    public static IPAM Settle(
        IPAM? ipam, bool enableIPv4, bool enableIPv6, DefaultPools pools, IReadOnlyCollection<Subnet> taken, IReadOnlyCollection<Subnet> routed)
    {
        var asked = (ipam?.Config ?? []).Where(config => enableIPv6 || config.Subnet?.Contains(':') != true).ToArray();
        Check(asked);
        var settled = new List<IPAMConfig>();
        foreach (var config in asked)
        {
            var subnet = Subnet.Parse(config.Subnet!);
            if (!enableIPv4 && !subnet.IsIPv6)
                continue;
            if (taken.Concat(settled.Select(SubnetOf)).Any(other => other.Overlaps(subnet)))
                throw new EngineException(ErrorKind.Forbidden, "invalid pool request: Pool overlaps with other one on this address space");
            settled.Add(Completed(config, subnet));
            CheckHosts(settled[^1], subnet);
        }

        foreach (var ipv6 in new[] { false, true })
        {
            if ((ipv6 ? enableIPv6 : enableIPv4) && settled.All(config => SubnetOf(config).IsIPv6 != ipv6))
                settled.Add(Completed(new(), pools.Choose(ipv6, [.. taken, .. routed, .. settled.Select(SubnetOf)])));
        }

        return new() { Driver = ipam?.Driver is { Length: > 0 } driver ? driver : "default", Options = ipam?.Options, Config = [.. settled.OrderBy(config => SubnetOf(config).IsIPv6)] };
    }

    /// <summary>One pool of addresses whose gateway is named.</summary>
    public static IPAM Of(Subnet subnet, IpNumber gateway) =>
        new() { Driver = "default", Config = [new() { Subnet = subnet.ToString(), Gateway = gateway.ToString() }] };

    public static IEnumerable<Subnet> SubnetsOf(NetworkRecord network) =>
        network.ConfigOnly ? [] : (network.Ipam.Config ?? []).Select(SubnetOf);

    /// <summary>The first address that a host can have.</summary>
    public static IpNumber FirstHost(Subnet subnet) =>
        subnet.Length >= subnet.First.Bits - 1 ? subnet.First : subnet.First with { Value = subnet.First.Value + 1 };

    private static Subnet SubnetOf(IPAMConfig config) => Subnet.Parse(config.Subnet!);

    private static IPAMConfig Completed(IPAMConfig asked, Subnet subnet)
    {
        var others = (asked.AuxiliaryAddresses ?? []).Values.ToHashSet(StringComparer.Ordinal);
        var gateway = FirstHost(subnet);
        while (others.Contains(gateway.ToString()))
            gateway = gateway with { Value = gateway.Value + 1 };
        return new()
        {
            Subnet = subnet.ToString(),
            IPRange = asked.IPRange,
            Gateway = asked.Gateway ?? gateway.ToString(),
            AuxiliaryAddresses = asked.AuxiliaryAddresses,
        };
    }

    /// <summary>What is the subnet's own, or the gateway's, is nobody else's.</summary>
    private static void CheckHosts(IPAMConfig settled, Subnet subnet)
    {
        var own = subnet.Length >= subnet.First.Bits - 1 ? [] : subnet.IsIPv6 ? new[] { subnet.First } : [subnet.First, subnet.Last];
        if (IpNumber.TryParse(settled.Gateway, out var gateway) && own.Contains(gateway))
            throw Taken($"failed to allocate gateway ({settled.Gateway})");
        foreach (var (name, text) in settled.AuxiliaryAddresses ?? [])
        {
            if (IpNumber.TryParse(text, out var address) && (own.Contains(address) || address == gateway))
                throw Taken($"failed to allocate secondary ip address ({name}:{text})");
        }
    }

    private static EngineException Taken(string what) => new(ErrorKind.Forbidden, what + ": Address already in use");

    private static void Check(IEnumerable<IPAMConfig> asked)
    {
        var broken = asked.SelectMany(Broken).ToArray();
        if (broken.Length > 0)
            throw EngineException.InvalidParameter("invalid network config:\n" + JoinedErrors.Of(broken));
    }

    private static IEnumerable<string> Broken(IPAMConfig config)
    {
        if (!Subnet.TryParse(config.Subnet, out var address, out var subnet))
        {
            yield return $"invalid subnet {config.Subnet}: invalid CIDR block notation";
            yield break;
        }

        if (address != subnet.First)
            yield return $"invalid subnet {config.Subnet}: it should be {subnet}";
        if (BrokenRange(config.IPRange, subnet) is { } range)
            yield return $"invalid ip-range {config.IPRange}: {range}";
        if (BrokenAddress(config.Gateway, subnet) is { } gateway)
            yield return $"invalid gateway {config.Gateway}: {gateway}";
        foreach (var (name, text) in config.AuxiliaryAddresses ?? [])
        {
            if (BrokenAddress(text, subnet) is { } auxiliary)
                yield return $"invalid auxiliary address {name}: {auxiliary}";
        }
    }

    private static string? BrokenRange(string? text, Subnet subnet)
    {
        if (text is null)
            return null;
        if (!Subnet.TryParse(text, out var address, out var range))
            return "invalid CIDR block notation";
        if (range.IsIPv6 != subnet.IsIPv6)
            return WrongFamily(subnet);
        if (address != range.First)
            return $"it should be {range}";
        return subnet.Contains(range) ? null : $"parent subnet {subnet} doesn't contain ip-range";
    }

    private static string? BrokenAddress(string? text, Subnet subnet)
    {
        if (text is null)
            return null;
        if (!IpNumber.TryParse(text, out var address))
            return "invalid address";
        if (address.IsIPv6 != subnet.IsIPv6)
            return WrongFamily(subnet);
        return subnet.Contains(address) ? null : $"parent subnet {subnet} doesn't contain this address";
    }

    private static string WrongFamily(Subnet subnet) => $"parent subnet is an IPv{(subnet.IsIPv6 ? 6 : 4)} block";
}
