using System.Globalization;

namespace EngineApi.Engine.Networks.Addresses;

/// <summary>Where the subnets of networks come from that name none: <c>--default-address-pool base=CIDR,size=BITS</c>, else Docker's.</summary>
public sealed class DefaultPools
{
    private static readonly string[] Dockers =
    [
        "base=172.17.0.0/16,size=16", "base=172.18.0.0/16,size=16", "base=172.19.0.0/16,size=16", "base=172.20.0.0/14,size=16",
        "base=172.24.0.0/14,size=16", "base=172.28.0.0/14,size=16", "base=192.168.0.0/16,size=20",
    ];

    private readonly (Subnet Base, int Size)[] _pools;

    /// <param name="uniqueLocal">For IPv6 where no pool was given: a prefix of this host's own (RFC 4193).</param>
    /// <exception cref="FormatException">A pool that cannot be.</exception>
    public DefaultPools(IReadOnlyList<string> pools, Subnet uniqueLocal)
    {
        var given = pools.Select(Parse).ToArray();
        // Each family falls back on its own.
        _pools =
        [
            .. given.Any(pool => !pool.Base.IsIPv6) ? [] : Dockers.Select(Parse),
            .. given,
            .. given.Any(pool => pool.Base.IsIPv6) ? Array.Empty<(Subnet, int)>() : [(uniqueLocal, 64)],
        ];
    }

    /// <summary>The first subnet that touches none of the others.</summary>
    /// <exception cref="EngineException">InvalidParameter: there is none.</exception>
    public Subnet Choose(bool ipv6, IReadOnlyCollection<Subnet> avoid)
    {
        foreach (var (from, size) in _pools.Where(pool => pool.Base.IsIPv6 == ipv6))
        {
            for (var next = from.First; ;)
            {
                var candidate = new Subnet(next, size);
                var past = avoid.Where(other => other.IsIPv6 == ipv6 && other.Overlaps(candidate)).Select(other => other.Last.Value).DefaultIfEmpty().Max();
                if (past == default)
                    return candidate;
                // Past all of them at once: a pool may have more subnets than anybody could try. What follows begins where a subnet may.
                past = UInt128.Max(past, candidate.Last.Value);
                if (past >= from.Last.Value)
                    break;
                next = next with { Value = past + 1 };
            }
        }

        throw EngineException.InvalidParameter("all predefined address pools have been fully subnetted");
    }

    private static (Subnet Base, int Size) Parse(string text)
    {
        var fields = text.Split(',').Select(field => field.Split('=', 2)).ToArray();
        var (from, length) = (Value("base"), Value("size"));
        if (fields.Length != 2 || from is null || length is null)
            throw new FormatException($"invalid default address pool \"{text}\": it is not of the form base=CIDR,size=BITS");
        if (!Subnet.TryParse(from, out _, out var subnet))
            throw new FormatException($"invalid default address pool: invalid CIDR address: {from}");
        if (!int.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out var size) || size < subnet.Length || size > subnet.First.Bits - 1)
            throw new FormatException($"invalid default address pool: subnets of {subnet} cannot have {length} bits");
        return (subnet, size);

        string? Value(string key) => fields.FirstOrDefault(field => field.Length == 2 && field[0].Trim() == key)?[1].Trim();
    }
}
