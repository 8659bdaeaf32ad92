namespace EngineApi.Linux.Network;

/// <summary>IFLA_… of if_link.h.</summary>
internal static class LinkAttribute
{
    public const ushort Address = 1;
    public const ushort Name = 3;
    public const ushort Mtu = 4;
    public const ushort Parent = 5; // IFLA_LINK
    public const ushort Master = 10;
    public const ushort Info = 18;
    public const ushort Alias = 20;
    public const ushort NamespaceDescriptor = 28;

    // Within Info.
    public const ushort InfoKind = 1;
    public const ushort InfoData = 2;
    public const ushort InfoPortKind = 4; // IFLA_INFO_SLAVE_KIND
    public const ushort InfoPortData = 5;

    // Within InfoPortData of a bridge.
    public const ushort PortIsHairpin = 4; // IFLA_BRPORT_MODE
    public const ushort PortIsIsolated = 33;

    // Within InfoData, by kind.
    public const ushort VethPeer = 1;
    public const ushort MacvlanMode = 1;
    public const ushort IpvlanMode = 1;
    public const ushort IpvlanFlags = 2;
    public const ushort VlanId = 1;
}
