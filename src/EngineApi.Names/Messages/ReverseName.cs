using System.Globalization;
using System.Net;
using EngineApi.Names.Table;

namespace EngineApi.Names.Messages;

/// <summary>
/// The names under which addresses are asked for: <c>4.3.2.1.in-addr.arpa</c> for 1.2.3.4 (RFC 1035 §3.5), 32 hexadecimal digits
/// with dots between them and <c>ip6.arpa</c> for IPv6 (RFC 3596 §2.5).
/// </summary>
internal static class ReverseName
{
    private const string IPv4Domain = ".in-addr.arpa";
    private const string IPv6Domain = ".ip6.arpa";
    private const int Nibbles = 32;

    /// <summary>Reads an address as <see cref="AddressNumber"/> has it.</summary>
    /// <returns>False if the name is none of an address: of a network, or something else altogether.</returns>
    public static bool TryRead(ReadOnlySpan<char> name, out UInt128 address)
    {
        address = default;
        if (name.EndsWith(IPv4Domain, StringComparison.OrdinalIgnoreCase))
            return TryReadIPv4(name[..^IPv4Domain.Length], out address);
        return name.EndsWith(IPv6Domain, StringComparison.OrdinalIgnoreCase) && TryReadIPv6(name[..^IPv6Domain.Length], out address);
    }

    private static bool TryReadIPv4(ReadOnlySpan<char> labels, out UInt128 address)
    {
        address = default;
        Span<byte> bytes = stackalloc byte[4];
        var left = 4;
        foreach (var range in labels.Split('.'))
        {
            if (--left < 0 || !byte.TryParse(labels[range], NumberStyles.None, CultureInfo.InvariantCulture, out bytes[left]))
                return false;
        }

        address = AddressNumber.Of(new IPAddress(bytes));
        return left == 0;
    }

    private static bool TryReadIPv6(ReadOnlySpan<char> labels, out UInt128 address)
    {
        address = default;
        if (labels.Length != (Nibbles * 2) - 1)
            return false;
        for (var at = labels.Length - 1; at >= 0; at -= 2)
        {
            if (!byte.TryParse(labels.Slice(at, 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var digit)
                || (at > 0 && labels[at - 1] != '.'))
            {
                return false;
            }

            address = (address << 4) | digit;
        }

        return true;
    }
}
