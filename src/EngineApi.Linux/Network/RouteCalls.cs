using System.Net;
using System.Runtime.InteropServices;

namespace EngineApi.Linux.Network;

/// <summary>Routes of the main table: RTM_NEWROUTE and its kin (rtnetlink(7)).</summary>
public static class RouteCalls
{
    private const ushort NewRoute = 24;
    private const ushort DeleteRoute = 25;
    private const ushort GetRoute = 26;

    private const ushort Destination = 1;
    private const ushort OutLink = 4;
    private const ushort Gateway = 5;
    private const ushort TableNumber = 15;

    private const byte MainTable = 254;
    private const byte BootProtocol = 3;
    private const byte Unicast = 1;
    private const byte LinkScope = 253;

    /// <summary>Everything that has no better way; takes the place of the one there is.</summary>
    /// <exception cref="LinuxException">ENETUNREACH: no interface leads to the gateway.</exception>
    public static void SetDefaultRoute(this RouteSocket socket, IPAddress gateway) => socket.Execute(
        new NetlinkMessage(NewRoute, NetlinkFlags.Request | NetlinkFlags.Acknowledge | NetlinkFlags.Create | NetlinkFlags.Replace)
            .Header(Header(gateway, scope: 0))
            .Add(Gateway, gateway.GetAddressBytes()),
        "set default route",
        gateway.ToString());

    /// <summary>The same through an interface that needs no gateway.</summary>
    public static void SetDefaultRoute(this RouteSocket socket, int link, bool isIPv6) => socket.Execute(
        new NetlinkMessage(NewRoute, NetlinkFlags.Request | NetlinkFlags.Acknowledge | NetlinkFlags.Create | NetlinkFlags.Replace)
            .Header(Header(isIPv6 ? IPAddress.IPv6Any : IPAddress.Any, LinkScope))
            .Add(OutLink, (uint)link),
        "set default route",
        null);

    /// <summary>In order if there is none.</summary>
    public static void RemoveDefaultRoute(this RouteSocket socket, bool isIPv6)
    {
        var header = Header(isIPv6 ? IPAddress.IPv6Any : IPAddress.Any, scope: 0) with { Protocol = 0 };
        var errno = socket.TryExecute(
            new NetlinkMessage(DeleteRoute, NetlinkFlags.Request | NetlinkFlags.Acknowledge).Header(header), "remove default route", null);
        // A namespace without IPv6 has no table for it, a kernel without it no routes.
        if (errno is not (0 or Errno.NoProcess or Errno.NoEntry or Errno.NotSupported or Errno.NoSuchFamily))
            throw new LinuxException("remove default route", null, errno);
    }

    /// <summary>Every IPv4 route of the main table.</summary>
    /// <returns>With the index of the interface; the prefix is 0 for the default route, whose gateway is not null.</returns>
    public static IReadOnlyList<(IPAddress Destination, int PrefixLength, IPAddress? Gateway, int Link)> Routes(this RouteSocket socket, bool isIPv6 = false)
    {
        var found = new List<(IPAddress, int, IPAddress?, int)>();
        var request = new NetlinkMessage(GetRoute, NetlinkFlags.Request | NetlinkFlags.Dump)
            .Header(new RouteHeader { Family = isIPv6 ? NetFamily.IPv6 : NetFamily.IPv4 });
        var errno = socket.Ask(request, "list routes", null, (_, payload) =>
        {
            var header = MemoryMarshal.Read<RouteHeader>(payload.Span);
            var (table, link) = ((int)header.Table, 0);
            var destination = isIPv6 ? IPAddress.IPv6Any : IPAddress.Any;
            IPAddress? gateway = null;
            foreach (var attribute in new NetlinkAttributes(payload.Span[Marshal.SizeOf<RouteHeader>()..]))
            {
                switch (attribute.Type)
                {
                    case Destination:
                        destination = new(attribute.Value);
                        break;
                    case Gateway:
                        gateway = new(attribute.Value);
                        break;
                    case OutLink:
                        link = attribute.Number;
                        break;
                    case TableNumber:
                        table = attribute.Number;
                        break;
                }
            }

            if (table == MainTable)
                found.Add((destination, header.DestinationLength, gateway, link));
        });
        return errno == 0 ? found : throw new LinuxException("list routes", null, errno);
    }

    private static RouteHeader Header(IPAddress family, byte scope) => new()
    {
        Family = NetFamily.Of(family),
        Table = MainTable,
        Protocol = BootProtocol,
        Scope = scope,
        Type = Unicast,
    };

    /// <summary>struct rtmsg.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct RouteHeader
    {
        public byte Family;
        public byte DestinationLength;
        public byte SourceLength;
        public byte Tos;
        public byte Table;
        public byte Protocol;
        public byte Scope;
        public byte Type;
        public uint Flags;
    }
}
