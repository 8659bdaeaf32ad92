using EngineApi.Names.Forwarding;

namespace EngineApi.Names.Table;

/// <summary>What one container sees.</summary>
/// <param name="networks">Those that it is on, in the order in which they are looked through.</param>
/// <param name="isInternal">It is on internal networks only.</param>
internal sealed class ContainerView(NetworkNames[] networks, bool isInternal, string netnsPath, IReadOnlyList<ServerAddress> servers)
{
    public bool IsInternal => isInternal;

    public string NetnsPath => netnsPath;

    /// <summary>Whom to ask for the rest, from its own namespace; empty if those of the host.</summary>
    public IReadOnlyList<ServerAddress> Servers => servers;

    /// <summary>
    /// The addresses of a name, or of <c>NAME.NETWORK</c>, on the first network that has it. As both parts may have dots in them,
    /// <c>a.b.c</c> is looked for as itself, then as <c>a.b</c> on <c>c</c>, then as <c>a</c> on <c>b.c</c>.
    /// </summary>
    /// <returns>Null if no container is known by it.</returns>
    public NameAddresses? Find(ReadOnlySpan<char> name)
    {
        var found = On(name, default, isAny: true);
        for (var dot = name.LastIndexOf('.'); found is null && dot >= 0; dot = name[..dot].LastIndexOf('.'))
            found = On(name[..dot], name[(dot + 1)..], isAny: false);
        return found;
    }

    /// <summary>Whose an address is, see <see cref="NetworkNames.NameOf"/>; null if nobody's that it sees.</summary>
    public byte[]? NameOf(UInt128 address)
    {
        foreach (var one in networks)
        {
            if (one.NameOf(address) is { } name)
                return name;
        }

        return null;
    }

    /// <param name="isAny">Whatever the network is.</param>
    private NameAddresses? On(ReadOnlySpan<char> name, ReadOnlySpan<char> network, bool isAny)
    {
        foreach (var one in networks)
        {
            if ((isAny || network.Equals(one.Name, StringComparison.OrdinalIgnoreCase)) && one.Addresses(name) is { } found)
                return found;
        }

        return null;
    }
}
