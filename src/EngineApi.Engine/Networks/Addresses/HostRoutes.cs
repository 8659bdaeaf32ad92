using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using EngineApi.Engine.Containers.Create;

namespace EngineApi.Engine.Networks.Addresses;

/// <summary>What the host reaches already: a network of ours on top of it would cut that off. From <c>/proc/net</c> (proc(5)).</summary>
internal static class HostRoutes
{
    public static IReadOnlyList<Subnet> Read() =>
    [
        .. Lines("/proc/net/route").Skip(1).Select(OfIPv4).OfType<Subnet>(),
        .. Lines("/proc/net/ipv6_route").Select(OfIPv6).OfType<Subnet>(),
        .. ResolvConf.Parse(string.Join('\n', Lines("/etc/resolv.conf"))).NameServers.Select(OfServer).OfType<Subnet>(),
    ];

    /// <summary>Interface, destination, gateway, flags, …, mask (8th); numbers in hexadecimal, as the processor has them in memory.</summary>
    internal static Subnet? OfIPv4(string line)
    {
        if (line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is not [_, var destination, _, _, _, _, _, var mask, ..])
            return null;
        var length = BitOperations.PopCount(Word(mask));
        return length == 0 ? null : Subnet.Around(new(Word(destination), false), length);

        static uint Word(string hex) => BinaryPrimitives.ReverseEndianness(uint.Parse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
    }

    /// <summary>Destination and its prefix length, both in hexadecimal. Links' own and multicast are everywhere.</summary>
    internal static Subnet? OfIPv6(string line)
    {
        if (line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is not [var destination, var prefix, ..])
            return null;
        var length = int.Parse(prefix, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        var address = UInt128.Parse(destination, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        return length == 0 || address >> 118 == 0x3FA || address >> 120 == 0xFF ? null : Subnet.Around(new(address, true), length);
    }

    private static Subnet? OfServer(string server) => IpNumber.TryParse(server, out var address) ? new Subnet(address, address.Bits) : null;

    private static string[] Lines(string path) => File.Exists(path) ? File.ReadAllLines(path) : [];
}
