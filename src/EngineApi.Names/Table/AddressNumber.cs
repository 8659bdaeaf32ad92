using System.Buffers.Binary;
using System.Net;

namespace EngineApi.Names.Table;

/// <summary>An address of either family as one number; one of IPv4 as IPv6 maps it (RFC 4291 §2.5.5.2).</summary>
internal static class AddressNumber
{
    public static UInt128 Of(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.MapToIPv6().TryWriteBytes(bytes, out _);
        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }
}
