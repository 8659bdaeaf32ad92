using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace EngineApi.Linux.Network;

/// <summary>Addresses of interfaces: RTM_NEWADDR and its kin (rtnetlink(7)).</summary>
public static class AddressCalls
{
    private const ushort NewAddress = 20;
    private const ushort DeleteAddress = 21;
    private const ushort GetAddress = 22;

    private const ushort Whole = 1; // IFA_ADDRESS
    private const ushort Local = 2;
    private const ushort Broadcast = 4;
    private const byte NoDuplicateDetection = 2; // IFA_F_NODAD

    /// <summary>Gives an interface an address; in order if it has it already.</summary>
    /// <param name="prefixLength">Up to 32, or 128.</param>
    /// <exception cref="LinuxException">EACCES: IPv6 is off on the interface, among others.</exception>
    public static void AddAddress(this RouteSocket socket, int link, IPAddress address, int prefixLength)
    {
        var request = Request(NewAddress, NetlinkFlags.Create | NetlinkFlags.Replace, link, address, prefixLength);
        if (address.AddressFamily == AddressFamily.InterNetwork && prefixLength < 31)
            request.Add(Broadcast, BroadcastOf(address, prefixLength));
        socket.Execute(request, "add address", $"{address}/{prefixLength}");
    }

    /// <summary>Takes an address away; in order if the interface does not have it.</summary>
    public static void RemoveAddress(this RouteSocket socket, int link, IPAddress address, int prefixLength)
    {
        var errno = socket.TryExecute(Request(DeleteAddress, 0, link, address, prefixLength), "remove address", address.ToString());
        if (errno is not (0 or Errno.AddressNotAvailable))
            throw new LinuxException("remove address", $"{address}/{prefixLength}", errno);
    }

    /// <summary>Every address, with the index of its interface.</summary>
    public static IReadOnlyList<(int Link, IPAddress Address, int PrefixLength)> Addresses(this RouteSocket socket)
    {
        var found = new List<(int, IPAddress, int)>();
        var request = new NetlinkMessage(GetAddress, NetlinkFlags.Request | NetlinkFlags.Dump).Header(new AddressHeader());
        var errno = socket.Ask(request, "list addresses", null, (_, payload) =>
        {
            var header = MemoryMarshal.Read<AddressHeader>(payload.Span);
            IPAddress? whole = null, local = null;
            foreach (var attribute in new NetlinkAttributes(payload.Span[Marshal.SizeOf<AddressHeader>()..]))
            {
                if (attribute.Type == Whole)
                    whole = new(attribute.Value);
                else if (attribute.Type == Local)
                    local = new(attribute.Value);
            }

            // On a point-to-point link the whole is the other side's.
            if ((local ?? whole) is { } address)
                found.Add((header.Link, address, header.PrefixLength));
        });
        return errno == 0 ? found : throw new LinuxException("list addresses", null, errno);
    }

    private static NetlinkMessage Request(ushort type, NetlinkFlags flags, int link, IPAddress address, int prefixLength)
    {
        var bytes = address.GetAddressBytes();
        var isOld = address.AddressFamily == AddressFamily.InterNetwork;
        return new NetlinkMessage(type, NetlinkFlags.Request | NetlinkFlags.Acknowledge | flags)
            .Header(new AddressHeader
            {
                Family = NetFamily.Of(address),
                PrefixLength = (byte)prefixLength,
                Flags = isOld ? (byte)0 : NoDuplicateDetection,
                Link = link,
            })
            .Add(Local, bytes)
            .Add(Whole, bytes);
    }

    private static byte[] BroadcastOf(IPAddress address, int prefixLength)
    {
        var bytes = address.GetAddressBytes();
        for (var bit = prefixLength; bit < 32; bit++)
            bytes[bit / 8] |= (byte)(0x80 >> (bit % 8));
        return bytes;
    }

    /// <summary>struct ifaddrmsg.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct AddressHeader
    {
        public byte Family;
        public byte PrefixLength;
        public byte Flags;
        public byte Scope;
        public int Link;
    }
}
