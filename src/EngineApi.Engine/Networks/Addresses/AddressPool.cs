namespace EngineApi.Engine.Networks.Addresses;

/// <summary>The addresses of one subnet, and who has taken which. Not for several threads.</summary>
internal sealed class AddressPool
{
    private readonly Subnet _range;
    private readonly HashSet<UInt128> _taken = [];
    private UInt128 _lowestFree;

    /// <param name="range">Where addresses are taken from that nobody names; part of the subnet.</param>
    /// <param name="gateway">The network's own; null without one.</param>
    /// <param name="auxiliary">Somebody else's, outside.</param>
    public AddressPool(Subnet subnet, Subnet range, IpNumber? gateway, IEnumerable<IpNumber> auxiliary)
    {
        (Subnet, _range, Gateway, _lowestFree) = (subnet, range, gateway, range.First.Value);
        // Of two or one there is none to spare (RFC 3021). IPv6 has no broadcast; its lowest address is that of all routers.
        if (subnet.Length < subnet.First.Bits - 1)
        {
            _taken.Add(subnet.First.Value);
            if (!subnet.IsIPv6)
                _taken.Add(subnet.Last.Value);
        }

        foreach (var address in auxiliary)
            _taken.Add(address.Value);
        if (gateway is { } own)
            _taken.Add(own.Value);
    }

    public Subnet Subnet { get; }

    public IpNumber? Gateway { get; }

    /// <summary>The lowest that is free; null if none is.</summary>
    public IpNumber? Take()
    {
        for (var candidate = _lowestFree; candidate <= _range.Last.Value; candidate++)
        {
            if (!_taken.Add(candidate))
                continue;
            _lowestFree = candidate + 1;
            return new(candidate, Subnet.IsIPv6);
        }

        _lowestFree = _range.Last.Value + 1;
        return null;
    }

    /// <param name="address">One of the subnet; it may lie outside the range.</param>
    /// <returns>False if it is taken.</returns>
    public bool TryTake(IpNumber address) => _taken.Add(address.Value);

    public void Give(IpNumber address)
    {
        if (_taken.Remove(address.Value) && address.Value >= _range.First.Value && address.Value < _lowestFree)
            _lowestFree = address.Value;
    }
}
