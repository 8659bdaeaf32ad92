using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace EngineApi.Names.Forwarding;

/// <summary>A name server.</summary>
/// <param name="Interface">
/// Through which a link-local address is reached, as <c>%eth0</c> behind it says; null if none is named. Names of interfaces mean
/// something in their own network namespace only, so that the number is not looked up here: the socket is bound to it.
/// </param>
internal sealed record ServerAddress(IPAddress Address, string? Interface = null)
{
    /// <summary>So many are asked, as libc's resolvers and dockerd do.</summary>
    public const int Most = 3;

    /// <summary>Where containers ask us.</summary>
    private static readonly IPAddress Own = IPAddress.Parse(NameServer.Address);

    /// <summary>Those of a container, but for this one itself, which would ask itself in circles.</summary>
    public static IReadOnlyList<ServerAddress> ForContainer(IEnumerable<string> texts) =>
        [.. texts.Select(TryParse).OfType<ServerAddress>().Where(one => !one.Address.Equals(Own)).Take(Most)];

    /// <summary>An IPv4 or IPv6 address, the latter with or without a zone: the name or the number of an interface (RFC 4007 §11).</summary>
    /// <returns>Null if it is none.</returns>
    public static ServerAddress? TryParse(string text)
    {
        var percent = text.IndexOf('%', StringComparison.Ordinal);
        if (!IPAddress.TryParse(percent < 0 ? text : text[..percent], out var address))
            return null;
        if (percent < 0)
            return new(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);
        if (address.AddressFamily != AddressFamily.InterNetworkV6 || percent == text.Length - 1)
            return null;
        var zone = text[(percent + 1)..];
        if (!uint.TryParse(zone, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return new(address, zone);
        address.ScopeId = number;
        return new(address);
    }
}
