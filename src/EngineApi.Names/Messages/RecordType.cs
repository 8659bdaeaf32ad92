namespace EngineApi.Names.Messages;

/// <summary>What a question asks for (RFC 1035 §3.2.2, RFC 3596, RFC 6891, RFC 1995); others travel as their number.</summary>
internal enum RecordType : ushort
{
    Address = 1,
    Pointer = 12,
    AddressIPv6 = 28,

    /// <summary>Not a question: what a message says of itself.</summary>
    Options = 41,

    /// <summary>Parts of a zone, in several messages.</summary>
    IncrementalTransfer = 251,

    /// <summary>A zone, in several messages.</summary>
    Transfer = 252,
    Any = 255,
}
