using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace EngineApi.Engine.Networks.Addresses;

/// <summary>All addresses that begin alike.</summary>
/// <param name="First">The lowest of them: the bits behind the prefix are 0.</param>
/// <param name="Length">The prefix's, in bits: 0–32, or 0–128.</param>
public readonly record struct Subnet(IpNumber First, int Length)
{
    public bool IsIPv6 => First.IsIPv6;

    /// <summary>The highest of them; of an IPv4 network the broadcast address.</summary>
    public IpNumber Last => First with { Value = First.Value | HostMask(First.Bits, Length) };

    /// <summary>Reads <c>10.0.0.7/24</c>, which is an address and the subnet it is in.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out IpNumber address, out Subnet subnet)
    {
        (address, subnet) = (default, default);
        if (text?.Split('/') is not [var front, var back] || !IpNumber.TryParse(front, out address))
            return false;
        if (!int.TryParse(back, NumberStyles.None, CultureInfo.InvariantCulture, out var length) || length > address.Bits || back.Length > 1 && back[0] == '0')
            return false;
        subnet = Around(address, length);
        return true;
    }

    /// <exception cref="FormatException">It is none, or it has bits behind its prefix.</exception>
    public static Subnet Parse(string text) => TryParse(text, out var address, out var subnet) && address == subnet.First
        ? subnet
        : throw new FormatException($"invalid CIDR address: {text}");

    public static Subnet Around(IpNumber address, int length) =>
        new(address with { Value = address.Value & ~HostMask(address.Bits, length) }, length);

    public bool Contains(IpNumber address) => address.IsIPv6 == IsIPv6 && address.Value >= First.Value && address.Value <= Last.Value;

    public bool Contains(Subnet other) => other.Length >= Length && Contains(other.First);

    public bool Overlaps(Subnet other) => Contains(other.First) || other.Contains(First);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{First}/{Length}");

    private static UInt128 HostMask(int bits, int length) => length == 0
        ? bits == 128 ? UInt128.MaxValue : uint.MaxValue
        : (UInt128.One << (bits - length)) - 1;
}
