namespace EngineApi.Linux.Network;

/// <summary>NFT_MSG_… of <c>linux/netfilter/nf_tables.h</c>.</summary>
internal static class NetfilterMessage
{
    public const byte NewTable = 0;
    public const byte DeleteTable = 2;
    public const byte NewChain = 3;
    public const byte NewRule = 6;
}

/// <summary>NFTA_… of <c>linux/netfilter/nf_tables.h</c>, and the hook that processes' own packets pass.</summary>
internal static class NetfilterAttribute
{
    /// <summary>The table's name in messages about tables, chains and rules alike.</summary>
    public const ushort Table = 1;

    public const ushort ChainName = 3;
    public const ushort ChainHook = 4;
    public const ushort ChainType = 7;
    public const ushort HookNumber = 1;
    public const ushort HookPriority = 2;
    public const ushort RuleChain = 2;
    public const ushort RuleExpressions = 4;

    /// <summary>NF_INET_LOCAL_OUT.</summary>
    public const uint LocalOut = 3;

    /// <summary>NF_IP_PRI_NAT_DST.</summary>
    public const int DestinationNatPriority = -100;
}
