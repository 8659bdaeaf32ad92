using System.Globalization;
using EngineApi.Linux.Network;
using EngineApi.Wire;

namespace EngineApi.Engine.Networks.Parents;

/// <summary>
/// The host's interface that a macvlan or ipvlan network shares. Without one named, or for an internal network, it is a dummy of the network's
/// own, which leads nowhere; a VLAN of an interface (<c>eth0.10</c>) is made if it is not there.
/// </summary>
internal static class ParentLink
{
    private const string Option = "parent";
    private const string DummyPrefix = "dm-";
    private const int HighestVlan = 4094;

    /// <summary>Its name on the host.</summary>
    public static string NameOf(NetworkRecord network) => Named(network) is { } parent && !network.Internal ? parent : DummyPrefix + HexId.Short(network.Id);

    /// <summary>Null if the network names none.</summary>
    public static string? Named(NetworkRecord network) => network.Options.GetValueOrDefault(Option) is { Length: > 0 } parent ? parent : null;

    /// <summary>Makes it if it can be made and is not there.</summary>
    /// <exception cref="EngineException">InvalidParameter, in Docker's words: there is no such interface, and it is no VLAN of one.</exception>
    public static Link Ensure(RouteSocket host, NetworkRecord network)
    {
        var name = NameOf(network);
        if (host.FindLink(name) is { } there)
            return there;
        Create(host, network, name);
        host.SetAlias(name, LinkOwner.Of(network));
        return host.FindLink(name) ?? throw new EngineException(ErrorKind.System, $"the interface {name} is gone");
    }

    /// <summary>Takes it away if it was made for this network.</summary>
    public static void Remove(RouteSocket host, NetworkRecord network)
    {
        var name = NameOf(network);
        if (host.FindLink(name) is { } link && link.Alias == LinkOwner.Of(network))
            host.RemoveLink(name);
    }

    private static void Create(RouteSocket host, NetworkRecord network, string name)
    {
        if (name.StartsWith(DummyPrefix, StringComparison.Ordinal) && Named(network) != name)
        {
            host.CreateDummy(name);
            return;
        }

        var dot = name.LastIndexOf('.');
        if (dot <= 0 || !ushort.TryParse(name.AsSpan(dot + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var vlan) || vlan is 0 or > HighestVlan)
            throw EngineException.InvalidParameter($"invalid subinterface vlan name {name}, example formatting is eth0.10");
        var parent = host.FindLink(name[..dot])
            ?? throw EngineException.InvalidParameter($"failed to find master interface {name[..dot]} on the Docker host: Link not found");
        host.CreateVlan(name, parent.Index, vlan);
    }
}
