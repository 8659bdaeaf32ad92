namespace EngineApi.Names.Messages;

/// <summary>How a question went (RFC 1035 §4.1.1); above 15 the upper bits are in the OPT record (RFC 6891 §6.1.3).</summary>
internal enum ResponseCode : byte
{
    Success = 0,

    /// <summary>FORMERR: the question cannot be read.</summary>
    Malformed = 1,

    /// <summary>SERVFAIL: nobody could be asked, or nobody answered.</summary>
    ServerFailure = 2,

    /// <summary>NOTIMP: it is no question.</summary>
    NotImplemented = 4,
    Refused = 5,

    /// <summary>BADVERS: EDNS later than 0.</summary>
    BadVersion = 16,
}
