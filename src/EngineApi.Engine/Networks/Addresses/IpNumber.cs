using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace EngineApi.Engine.Networks.Addresses;

/// <summary>An IP address that can be counted on from.</summary>
/// <param name="Value">Of 32 bits or of 128.</param>
public readonly record struct IpNumber(UInt128 Value, bool IsIPv6)
{
    public int Bits => IsIPv6 ? 128 : 32;

    /// <summary>Only the plain spellings: four decimal numbers without leading zeros, or IPv6 without a zone.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out IpNumber number)
    {
        number = default;
        if (!IPAddress.TryParse(text, out var address) || text.Contains('%') || text.Contains('['))
            return false;
        if (address.AddressFamily == AddressFamily.InterNetwork && address.ToString() != text)
            return false;
        number = Of(address);
        return true;
    }

    public static IpNumber Of(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out var length);
        return length == 4 ? new(BinaryPrimitives.ReadUInt32BigEndian(bytes), false) : new(BinaryPrimitives.ReadUInt128BigEndian(bytes), true);
    }

    public IPAddress ToAddress()
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, Value);
        return new(IsIPv6 ? bytes : bytes[12..]);
    }

    public override string ToString() => IsIPv6
        ? ToAddress().ToString()
        : string.Create(CultureInfo.InvariantCulture, $"{(byte)(Value >> 24)}.{(byte)(Value >> 16)}.{(byte)(Value >> 8)}.{(byte)Value}");
}
