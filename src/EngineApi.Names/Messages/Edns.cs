namespace EngineApi.Names.Messages;

/// <summary>What a query's OPT record says (RFC 6891 §6.1).</summary>
/// <param name="UdpSize">How much the client takes in a datagram, in bytes, 512 or more.</param>
/// <param name="Version">0 is the only one there is.</param>
/// <param name="IsSecure">The DO bit (RFC 3225), which an answer has as the question had it.</param>
internal readonly record struct Edns(int UdpSize, byte Version, bool IsSecure)
{
    /// <summary>Of an OPT record without options, in bytes.</summary>
    public const int Length = 11;

    /// <summary>What a datagram holds where nothing else is said, in bytes (RFC 1035 §2.3.4).</summary>
    public const int LeastUdpSize = 512;

    /// <summary>From the fixed part of the record, behind its type: class, time to live.</summary>
    public static Edns Of(ushort recordClass, uint timeToLive) =>
        new(Math.Max(LeastUdpSize, (int)recordClass), (byte)(timeToLive >> 16), (timeToLive & 0x8000) != 0);
}
