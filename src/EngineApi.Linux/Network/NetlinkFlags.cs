namespace EngineApi.Linux.Network;

/// <summary>NLM_F_… of netlink(7).</summary>
[Flags]
internal enum NetlinkFlags : ushort
{
    Request = 1,
    Acknowledge = 4,

    /// <summary>Every one there is.</summary>
    Dump = 0x300,

    Replace = 0x100,
    Exclusive = 0x200,
    Create = 0x400,
    Append = 0x800,
}
