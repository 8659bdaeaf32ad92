namespace EngineApi.Names.Messages;

/// <summary>RFC 1035 §3.2.4 and §3.2.5.</summary>
internal enum RecordClass : ushort
{
    Internet = 1,
    Any = 255,
}
