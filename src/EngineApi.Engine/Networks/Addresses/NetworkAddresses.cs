using EngineApi.Wire.Networks;

namespace EngineApi.Engine.Networks.Addresses;

/// <summary>One network's pools, and what each container has of them. Not for several threads.</summary>
internal sealed class NetworkAddresses
{
    private readonly NetworkRecord _network;
    private readonly AddressPool[] _pools;
    private readonly Dictionary<string, AddressLease> _leases = new(StringComparer.Ordinal);
    private readonly HashSet<string> _formerGateways = new(StringComparer.Ordinal);

    public NetworkAddresses(NetworkRecord network) => (_network, _pools) = (network, [.. (network.Ipam.Config ?? []).Select(PoolOf)]);

    public IReadOnlyCollection<string> Containers => _leases.Keys;

    /// <exception cref="EngineException">InvalidParameter, Forbidden (taken) or System (none is left); nothing is taken then.</exception>
    public AddressLease Reserve(string containerId, string? ipv4, string? ipv6)
    {
        Release(containerId);
        var lease = AddressLease.None;
        if (_network.EnableIPv4 && Take(isIPv6: false, ipv4) is var (address, pool))
        {
            lease = lease with
            {
                IPv4Address = address.ToString(), IPv4PrefixLength = pool.Subnet.Length, IPv4Gateway = pool.Gateway?.ToString() ?? "",
            };
        }

        try
        {
            if (_network.EnableIPv6 && Take(isIPv6: true, ipv6) is var (address6, pool6))
            {
                lease = lease with
                {
                    IPv6Address = address6.ToString(), IPv6PrefixLength = pool6.Subnet.Length, IPv6Gateway = pool6.Gateway?.ToString() ?? "",
                };
            }
        }
        catch (EngineException)
        {
            Give(lease.IPv4Address);
            throw;
        }

        _leases.Add(containerId, lease);
        return lease;
    }

    /// <summary>Takes what a container has already, wherever it lies.</summary>
    public void Adopt(string containerId, Endpoint endpoint)
    {
        Release(containerId);
        TakeAnyway(endpoint.IPv4Address);
        TakeAnyway(endpoint.IPv6Address);
        // A gateway that the network had before is still the bridge's while somebody uses it.
        if (TakeAnyway(endpoint.IPv4Gateway))
            _formerGateways.Add(endpoint.IPv4Gateway);
        _leases.Add(containerId, AddressLease.None with
        {
            IPv4Address = endpoint.IPv4Address, IPv4Gateway = endpoint.IPv4Gateway, IPv6Address = endpoint.IPv6Address,
        });
    }

    /// <summary>Gives back the gateways that the network had before and nobody uses any more.</summary>
    public void ReleaseFormerGateways()
    {
        foreach (var gateway in _formerGateways.Except(_leases.Values.Select(lease => lease.IPv4Gateway)).ToArray())
        {
            _formerGateways.Remove(gateway);
            Give(gateway);
        }
    }

    public void Release(string containerId) => Give(Retire(containerId));

    /// <summary>Takes a container off; what it had stays taken until it is given back.</summary>
    /// <returns>Null if it was not there.</returns>
    public AddressLease? Retire(string containerId) => _leases.Remove(containerId, out var lease) ? lease : null;

    public void Give(AddressLease? retired)
    {
        if (retired is null)
            return;
        Give(retired.IPv4Address);
        Give(retired.IPv6Address);
    }

    private (IpNumber Address, AddressPool Pool)? Take(bool isIPv6, string? wanted)
    {
        var pools = _pools.Where(pool => pool.Subnet.IsIPv6 == isIPv6).ToArray();
        if (!string.IsNullOrEmpty(wanted))
            return TakeThis(pools, wanted);
        foreach (var pool in pools)
        {
            if (pool.Take() is { } address)
                return (address, pool);
        }

        return pools.Length == 0 ? null : throw new EngineException(
            ErrorKind.System,
            $"no available IPv{(isIPv6 ? 6 : 4)} addresses on this network's address pools: {_network.Name} ({_network.Id})");
    }

    private static (IpNumber Address, AddressPool Pool) TakeThis(AddressPool[] pools, string wanted)
    {
        if (!IpNumber.TryParse(wanted, out var address) || pools.FirstOrDefault(pool => pool.Subnet.Contains(address)) is not { } pool)
            throw EngineException.InvalidParameter($"no configured subnet or ip-range contain the IP address {wanted}");
        return pool.TryTake(address) ? (address, pool) : throw new EngineException(ErrorKind.Forbidden, "Address already in use");
    }

    /// <returns>False if it was taken before, or is of no pool.</returns>
    private bool TakeAnyway(string text) =>
        IpNumber.TryParse(text, out var address) && _pools.FirstOrDefault(pool => pool.Subnet.Contains(address))?.TryTake(address) == true;

    private void Give(string text)
    {
        if (IpNumber.TryParse(text, out var address))
            _pools.FirstOrDefault(pool => pool.Subnet.Contains(address))?.Give(address);
    }

    private static AddressPool PoolOf(IPAMConfig config)
    {
        var subnet = Subnet.Parse(config.Subnet!);
        return new(
            subnet,
            config.IPRange is null ? subnet : Subnet.Parse(config.IPRange),
            IpNumber.TryParse(config.Gateway, out var gateway) ? gateway : null,
            (config.AuxiliaryAddresses ?? []).Values.Select(text => IpNumber.TryParse(text, out var address) ? address : subnet.First));
    }
}
