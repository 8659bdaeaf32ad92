using System.Net;
using EngineApi.Names.Messages;

namespace EngineApi.Names.Table;

/// <summary>The names and the addresses of one network's containers.</summary>
internal sealed class NetworkNames
{
    private readonly Dictionary<string, NameAddresses> _addresses = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<UInt128, NamedContainer> _owners = [];

    public NetworkNames(NameNetwork network)
    {
        Name = network.Name;
        foreach (var container in network.Containers)
        {
            // Most names are one container's alone, and all of a container's are then these.
            var own = new NameAddresses(Own(container, container.IPv4Address, 4), Own(container, container.IPv6Address, 16));
            foreach (var name in container.Names)
            {
                if (!_addresses.TryAdd(name, own))
                    _addresses[name] = _addresses[name].With(own);
            }
        }
    }

    /// <summary>Of the network.</summary>
    public string Name { get; }

    /// <summary>Null if no container here has the name.</summary>
    public NameAddresses? Addresses(ReadOnlySpan<char> name) =>
        _addresses.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var found) ? found : null;

    /// <summary>
    /// Whose the address is: <c>NAME.NETWORK</c>, see <see cref="WireName"/>, with the container's own name or, if a message cannot hold
    /// that, the first that it can. Null if it is no container's here.
    /// </summary>
    /// <param name="address">See <see cref="AddressNumber"/>.</param>
    public byte[]? NameOf(UInt128 address) => _owners.TryGetValue(address, out var owner)
        ? owner.Names.Select(name => WireName.Of($"{name}.{Name}")).FirstOrDefault(name => name is not null)
        : null;

    /// <summary>None or one.</summary>
    /// <param name="length">Of an address of the family, in bytes.</param>
    private byte[][] Own(NamedContainer container, string text, int length)
    {
        if (!IPAddress.TryParse(text, out var address) || address.GetAddressBytes() is not { } bytes || bytes.Length != length)
            return [];
        _owners.TryAdd(AddressNumber.Of(address), container);
        return [bytes];
    }
}
