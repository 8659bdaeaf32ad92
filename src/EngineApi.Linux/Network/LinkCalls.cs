using System.Runtime.InteropServices;
using EngineApi.Linux.Descriptors;

namespace EngineApi.Linux.Network;

/// <summary>Network interfaces of the socket's namespace: RTM_NEWLINK and its kin (rtnetlink(7)).</summary>
public static class LinkCalls
{
    private const ushort NewLink = 16;
    private const ushort DeleteLink = 17;
    private const ushort GetLink = 18;

    private const uint Up = 1; // IFF_UP

    /// <summary>An interface by its name; null if there is none.</summary>
    public static Link? FindLink(this RouteSocket socket, string name)
    {
        Link? found = null;
        var request = new NetlinkMessage(GetLink, NetlinkFlags.Request | NetlinkFlags.Acknowledge).Header(new LinkHeader()).Add(LinkAttribute.Name, name);
        var errno = socket.Ask(request, "find link", name, (_, payload) => found = Read(payload.Span));
        return errno switch
        {
            0 => found,
            Errno.NoDevice => null,
            _ => throw new LinuxException("find link", name, errno),
        };
    }

    /// <summary>Every interface there is.</summary>
    public static IReadOnlyList<Link> Links(this RouteSocket socket)
    {
        var found = new List<Link>();
        var request = new NetlinkMessage(GetLink, NetlinkFlags.Request | NetlinkFlags.Dump).Header(new LinkHeader());
        if (socket.Ask(request, "list links", null, (_, payload) => found.Add(Read(payload.Span))) is var errno and not 0)
            throw new LinuxException("list links", null, errno);
        return found;
    }

    /// <summary>A bridge that is up.</summary>
    /// <param name="mac">Its own for good; a bridge without one takes that of a port, and another one when that goes.</param>
    /// <param name="mtu">Bytes; 0 leaves it to the kernel.</param>
    /// <exception cref="LinuxException">EEXIST: the name is taken; EOPNOTSUPP: the kernel has no bridges.</exception>
    public static void CreateBridge(this RouteSocket socket, string name, ReadOnlySpan<byte> mac, int mtu)
    {
        var request = Create(name, isUp: true).Add(LinkAttribute.Address, mac);
        if (mtu > 0)
            request.Add(LinkAttribute.Mtu, (uint)mtu);
        socket.Execute(request.Nest(LinkAttribute.Info, info => info.Add(LinkAttribute.InfoKind, "bridge")), "create bridge", name);
    }

    /// <summary>
    /// A pair of interfaces: a bridge's port here, which is up, and its peer in another namespace under its final name, which cannot
    /// be before it has its peer.
    /// </summary>
    /// <param name="peerMac">Six bytes; empty for any.</param>
    /// <param name="mtu">Bytes of both; 0 leaves it to the kernel.</param>
    /// <exception cref="LinuxException">EEXIST: one of the names is taken.</exception>
    public static void CreateVeth(
        this RouteSocket socket, string name, int master, string peerName, FileDescriptor peerNamespace, byte[] peerMac, int mtu)
    {
        var request = Create(name, isUp: true).Add(LinkAttribute.Master, (uint)master);
        if (mtu > 0)
            request.Add(LinkAttribute.Mtu, (uint)mtu);
        request.Nest(LinkAttribute.Info, info => info
            .Add(LinkAttribute.InfoKind, "veth")
            .Nest(LinkAttribute.InfoData, data => data.Nest(LinkAttribute.VethPeer, peer =>
            {
                peer.Header(new LinkHeader()).Add(LinkAttribute.Name, peerName);
                peer.Add(LinkAttribute.NamespaceDescriptor, (uint)peerNamespace.Number);
                if (peerMac.Length > 0)
                    peer.Add(LinkAttribute.Address, peerMac);
                if (mtu > 0)
                    peer.Add(LinkAttribute.Mtu, (uint)mtu);
            })));
        socket.Execute(request, "create veth", name);
    }

    /// <summary>One of the kinds that share a parent interface, or a VLAN of it; born in another namespace if one is given.</summary>
    /// <param name="kind"><c>macvlan</c>, <c>ipvlan</c>, <c>vlan</c> or <c>dummy</c>.</param>
    /// <param name="parent">Index here; 0 for a kind that has none.</param>
    /// <param name="mac">Six bytes; empty for any.</param>
    /// <param name="mtu">Bytes; 0 leaves it to the kernel.</param>
    /// <param name="data">The kind's own attributes.</param>
    /// <exception cref="LinuxException">EEXIST; EBUSY: the parent is in another kind's use; EOPNOTSUPP: the kernel has no such kind.</exception>
    internal static void CreateChild(
        this RouteSocket socket, string kind, string name, int parent, FileDescriptor? space, byte[] mac, int mtu, bool isUp, Action<NetlinkMessage>? data)
    {
        var request = Create(name, isUp);
        if (parent > 0)
            request.Add(LinkAttribute.Parent, (uint)parent);
        if (space is not null)
            request.Add(LinkAttribute.NamespaceDescriptor, (uint)space.Number);
        if (mac.Length > 0)
            request.Add(LinkAttribute.Address, mac);
        if (mtu > 0)
            request.Add(LinkAttribute.Mtu, (uint)mtu);
        request.Nest(LinkAttribute.Info, info =>
        {
            info.Add(LinkAttribute.InfoKind, kind);
            if (data is not null)
                info.Nest(LinkAttribute.InfoData, data);
        });
        socket.Execute(request, "create " + kind, name);
    }

    /// <summary>How a bridge treats one of its ports.</summary>
    /// <param name="hairpin">What came from the port may go back through it.</param>
    /// <param name="isolated">It reaches the bridge itself, and what is behind that, but no other isolated port (Linux 4.18).</param>
    public static void SetPort(this RouteSocket socket, string name, bool hairpin, bool isolated) => socket.Execute(
        new NetlinkMessage(NewLink, NetlinkFlags.Request | NetlinkFlags.Acknowledge)
            .Header(new LinkHeader())
            .Add(LinkAttribute.Name, name)
            .Nest(LinkAttribute.Info, info => info
                .Add(LinkAttribute.InfoPortKind, "bridge")
                .Nest(LinkAttribute.InfoPortData, port =>
                {
                    port.Add(LinkAttribute.PortIsHairpin, [hairpin ? (byte)1 : (byte)0]);
                    if (isolated)
                        port.Add(LinkAttribute.PortIsIsolated, [1]);
                })),
        "set bridge port",
        name);

    /// <summary>Makes an interface a port of a bridge, up as it is.</summary>
    /// <param name="master">The bridge's index.</param>
    public static void SetMaster(this RouteSocket socket, string name, int master) => socket.Execute(
        new NetlinkMessage(NewLink, NetlinkFlags.Request | NetlinkFlags.Acknowledge)
            .Header(new LinkHeader())
            .Add(LinkAttribute.Name, name)
            .Add(LinkAttribute.Master, (uint)master),
        "set master",
        name);

    public static void SetUp(this RouteSocket socket, int index) => socket.Execute(
        new NetlinkMessage(NewLink, NetlinkFlags.Request | NetlinkFlags.Acknowledge).Header(new LinkHeader { Index = index, Flags = Up, Change = Up }),
        "set link up",
        null);

    /// <summary>A text on an interface, for whoever looks at it.</summary>
    /// <param name="alias">At most 255 bytes.</param>
    public static void SetAlias(this RouteSocket socket, string name, string alias) => socket.Execute(
        new NetlinkMessage(NewLink, NetlinkFlags.Request | NetlinkFlags.Acknowledge)
            .Header(new LinkHeader())
            .Add(LinkAttribute.Name, name)
            .Add(LinkAttribute.Alias, alias),
        "set alias",
        name);

    /// <param name="mtu">Bytes.</param>
    public static void SetMtu(this RouteSocket socket, int index, int mtu) => socket.Execute(
        new NetlinkMessage(NewLink, NetlinkFlags.Request | NetlinkFlags.Acknowledge).Header(new LinkHeader { Index = index }).Add(LinkAttribute.Mtu, (uint)mtu),
        "set mtu",
        null);

    /// <summary>With its peer, and with what has it as its parent.</summary>
    /// <returns>False if there is none of that name.</returns>
    public static bool RemoveLink(this RouteSocket socket, string name)
    {
        var request = new NetlinkMessage(DeleteLink, NetlinkFlags.Request | NetlinkFlags.Acknowledge).Header(new LinkHeader()).Add(LinkAttribute.Name, name);
        return socket.TryExecute(request, "delete link", name) switch
        {
            0 => true,
            Errno.NoDevice => false,
            var errno => throw new LinuxException("delete link", name, errno),
        };
    }

    private static NetlinkMessage Create(string name, bool isUp) =>
        new NetlinkMessage(NewLink, NetlinkFlags.Request | NetlinkFlags.Acknowledge | NetlinkFlags.Create | NetlinkFlags.Exclusive)
            .Header(isUp ? new LinkHeader { Flags = Up, Change = Up } : new LinkHeader())
            .Add(LinkAttribute.Name, name);

    /// <summary>A message of type RTM_NEWLINK, without its netlink header.</summary>
    internal static Link Read(ReadOnlySpan<byte> payload)
    {
        var header = MemoryMarshal.Read<LinkHeader>(payload);
        var (name, kind, master, mtu, mac, alias) = ("", "", 0, 0, "", "");
        foreach (var attribute in new NetlinkAttributes(payload[Marshal.SizeOf<LinkHeader>()..]))
        {
            switch (attribute.Type)
            {
                case LinkAttribute.Name:
                    name = attribute.Text;
                    break;
                case LinkAttribute.Master:
                    master = attribute.Number;
                    break;
                case LinkAttribute.Mtu:
                    mtu = attribute.Number;
                    break;
                case LinkAttribute.Alias:
                    alias = attribute.Text;
                    break;
                case LinkAttribute.Address:
                    mac = MacAddress.Format(attribute.Value);
                    break;
                case LinkAttribute.Info:
                    foreach (var inner in new NetlinkAttributes(attribute.Value))
                        kind = inner.Type == LinkAttribute.InfoKind ? inner.Text : kind;
                    break;
            }
        }

        return new(header.Index, name, kind, master, mtu, (header.Flags & Up) != 0, mac, alias);
    }
}
