using System.Buffers.Binary;
using System.Runtime.InteropServices;
using EngineApi.Linux.Descriptors;

namespace EngineApi.Linux.Network;

/// <summary>
/// What is taken out of nf_tables, by whomever: the kernel tells of every rule and chain, and then of the process that did it
/// (nfnetlink, group NFNLGRP_NFTABLES). The tables of legacy iptables tell nothing. Not for several threads.
/// </summary>
public sealed partial class NetfilterEvents : IDisposable
{
    private const int NetlinkFamily = 16;
    private const int Raw = 3 | 0x80000 | 0x800; // SOCK_RAW, close-on-exec, non-blocking
    private const int NetfilterProtocol = 12;
    private const int NetlinkLevel = 270;
    private const int AddMembership = 1;
    private const int TablesGroup = 7;
    private const int TablesSubsystem = 10;
    private const int NewGeneration = 15;
    private const int GenerationHeader = 4;
    private const ushort ProcessId = 2;
    private const int NoRoom = 105; // ENOBUFS

    private readonly byte[] _buffer = new byte[64 << 10];
    private bool _taken;

    /// <exception cref="LinuxException">The kernel has no nf_tables, or CAP_NET_ADMIN is missing.</exception>
    public unsafe NetfilterEvents()
    {
        var socket = Socket(NetlinkFamily, Raw, NetfilterProtocol);
        if (socket < 0)
            throw LinuxException.FromLastError("socket", "nfnetlink");
        Descriptor = new(socket);
        // Without a port of its own it counts as the kernel, which does not hear itself. struct sockaddr_nl, all else zero.
        var name = stackalloc byte[12];
        new Span<byte>(name, 12).Clear();
        MemoryMarshal.Write(new Span<byte>(name, 2), (ushort)NetlinkFamily);
        var group = TablesGroup;
        if (Bind(Descriptor, name, 12) < 0 || SetOption(Descriptor, NetlinkLevel, AddMembership, &group, sizeof(int)) < 0)
        {
            var failure = LinuxException.FromLastError("bind", "nfnetlink");
            Descriptor.Dispose();
            throw failure;
        }
    }

    /// <summary>Readable when something has happened.</summary>
    public FileDescriptor Descriptor { get; }

    /// <summary>Reads what has happened.</summary>
    /// <param name="mark">Rules and chains that this occurs in are meant.</param>
    /// <returns>Who took any of them out, by process id; 0 where so much happened that it cannot be told.</returns>
    public IReadOnlyList<int> Takers(ReadOnlySpan<byte> mark)
    {
        var takers = new List<int>();
        while (true)
        {
            try
            {
                if (!Descriptor.TryRead(_buffer, out var count))
                    return takers;
                Read(_buffer.AsSpan(0, count), mark, takers);
            }
            catch (LinuxException e) when (e.ErrorNumber == NoRoom)
            {
                takers.Add(0);
            }
        }
    }

    public void Dispose() => Descriptor.Dispose();

    private void Read(ReadOnlySpan<byte> messages, ReadOnlySpan<byte> mark, List<int> takers)
    {
        while (messages.Length >= NetlinkMessage.HeaderLength)
        {
            var length = MemoryMarshal.Read<int>(messages);
            if (length < NetlinkMessage.HeaderLength || length > messages.Length)
                return;
            var type = MemoryMarshal.Read<ushort>(messages[4..]);
            var payload = messages[NetlinkMessage.HeaderLength..length];
            messages = messages[Math.Min(messages.Length, (length + 3) & ~3)..];
            if (type >> 8 != TablesSubsystem)
                continue;
            switch (type & 0xFF)
            {
                case 2 or 5 or 8: // NFT_MSG_DELTABLE, …DELCHAIN, …DELRULE
                    _taken |= payload.IndexOf(mark) >= 0;
                    break;
                case NewGeneration when _taken:
                    takers.Add(ProcessOf(payload));
                    _taken = false;
                    break;
            }
        }
    }

    private static int ProcessOf(ReadOnlySpan<byte> generation)
    {
        foreach (var attribute in new NetlinkAttributes(generation[GenerationHeader..]))
        {
            if (attribute.Type == ProcessId)
                return BinaryPrimitives.ReadInt32BigEndian(attribute.Value);
        }

        return 0;
    }

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    private static partial int Socket(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "bind", SetLastError = true)]
    private static unsafe partial int Bind(FileDescriptor socket, byte* address, int length);

    [LibraryImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    private static unsafe partial int SetOption(FileDescriptor socket, int level, int option, void* value, int length);
}
