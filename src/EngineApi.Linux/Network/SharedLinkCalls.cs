using EngineApi.Linux.Descriptors;

namespace EngineApi.Linux.Network;

/// <summary>Interfaces that share a parent: macvlan, ipvlan, VLANs; and dummies, which stand in for a parent.</summary>
public static class SharedLinkCalls
{
    /// <param name="mode">MACVLAN_MODE_…: 1 private, 2 vepa, 4 bridge, 8 passthru.</param>
    public static void CreateMacvlan(this RouteSocket socket, string name, int parent, FileDescriptor space, byte[] mac, int mtu, uint mode) =>
        socket.CreateChild("macvlan", name, parent, space, mac, mtu, isUp: true, data => data.Add(LinkAttribute.MacvlanMode, mode));

    /// <param name="mode">IPVLAN_MODE_…: 0 l2, 1 l3, 2 l3s.</param>
    /// <param name="flags">IPVLAN_F_…: 0 bridge, 1 private, 2 vepa.</param>
    public static void CreateIpvlan(this RouteSocket socket, string name, int parent, FileDescriptor space, int mtu, ushort mode, ushort flags) =>
        socket.CreateChild(
            "ipvlan", name, parent, space, [], mtu, isUp: true, data => data.AddShort(LinkAttribute.IpvlanMode, mode).AddShort(LinkAttribute.IpvlanFlags, flags));

    /// <param name="id">1–4094.</param>
    public static void CreateVlan(this RouteSocket socket, string name, int parent, ushort id) =>
        socket.CreateChild("vlan", name, parent, null, [], 0, isUp: true, data => data.AddShort(LinkAttribute.VlanId, id));

    public static void CreateDummy(this RouteSocket socket, string name) =>
        socket.CreateChild("dummy", name, 0, null, [], 0, isUp: true, null);
}
