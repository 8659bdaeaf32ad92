using System.Buffers.Binary;
using System.Runtime.InteropServices;
using EngineApi.Linux.Descriptors;
using EngineApi.Linux.Sockets;

namespace EngineApi.Linux.Network;

/// <summary>
/// What is taken out of nf_tables, by whomever: the kernel tells of every rule and chain, and then of the process that did it
/// (nfnetlink, group NFNLGRP_NFTABLES). The tables of legacy iptables tell nothing. Not for several threads.
/// </summary>
public sealed class NetfilterEvents : IDisposable
{
    private const int NetfilterProtocol = 12;
    private const int NetlinkLevel = 270;
    private const int AddMembership = 1;
    private const int TablesGroup = 7;
    private const int TablesSubsystem = 10;
    private const int NewGeneration = 15;
    private const int GenerationHeader = 4;
    private const ushort ProcessId = 2;

    private readonly byte[] _buffer = new byte[64 << 10];
    private bool _taken;

    /// <exception cref="LinuxException">The kernel has no nf_tables, or CAP_NET_ADMIN is missing.</exception>
    public NetfilterEvents()
    {
        Descriptor = SocketCalls.Open(SocketCalls.NetlinkFamily, SocketCalls.Raw | SocketCalls.NonBlocking, NetfilterProtocol, "nfnetlink");
        // Without a port of its own it counts as the kernel, which does not hear itself. struct sockaddr_nl, all else zero.
        Span<byte> name = stackalloc byte[12];
        name.Clear();
        MemoryMarshal.Write(name, (ushort)SocketCalls.NetlinkFamily);
        var errno = SocketCalls.Bind(Descriptor, name);
        if (errno == 0)
            errno = SocketCalls.SetOption(Descriptor, NetlinkLevel, AddMembership, TablesGroup);
        if (errno == 0)
            return;
        Descriptor.Dispose();
        throw new LinuxException("bind", "nfnetlink", errno);
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
            catch (LinuxException e) when (e.ErrorNumber == Errno.NoBufferSpace)
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
}
