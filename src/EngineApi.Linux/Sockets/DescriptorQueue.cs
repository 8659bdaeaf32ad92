using EngineApi.Linux.Descriptors;

namespace EngineApi.Linux.Sockets;

/// <summary>
/// Descriptors that are sent over a socket pair and not received (SCM_RIGHTS, unix(7)). The kernel keeps what is in flight open as
/// long as anybody has the receiving end, and that can be a process that knows nothing of it. Not for several threads at once.
/// </summary>
public sealed class DescriptorQueue : IDisposable
{
    private const int SendBuffer = 7;
    private const int SendBufferForced = 32;

    // About 700 bytes an entry are counted against it; only what is in use costs memory.
    private const int BufferBytes = 16 << 20;

    /// <exception cref="LinuxException">No descriptors are left, among others.</exception>
    public DescriptorQueue()
    {
        (Sender, Receiver) = SocketCalls.OpenPair(SocketCalls.SequencedPackets | SocketCalls.NonBlocking);
        // Without CAP_NET_ADMIN the system's limit holds, which is a few hundred entries.
        if (SocketCalls.SetOption(Sender, SocketCalls.SocketLevel, SendBufferForced, BufferBytes) != 0)
            _ = SocketCalls.SetOption(Sender, SocketCalls.SocketLevel, SendBuffer, BufferBytes);
        Inode = FileStatus.Of(Receiver).Inode;
    }

    public FileDescriptor Sender { get; }

    /// <summary>Whoever has it open keeps the entries.</summary>
    public FileDescriptor Receiver { get; }

    /// <summary>Of the receiving end; no other socket of the machine has it as long as that is open.</summary>
    public ulong Inode { get; }

    /// <summary>Puts one or two descriptors in; the caller may close its own. False: no room.</summary>
    /// <exception cref="LinuxException">ETOOMANYREFS: the user may not have so many in flight.</exception>
    public bool TryAdd(long key, FileDescriptor first, FileDescriptor? second)
    {
        ArgumentNullException.ThrowIfNull(first);
        return RightsMessage.TrySend(Sender, key, first, second);
    }

    /// <summary>
    /// Takes out the entries whose keys are not to stay. One that stays is in the queue at each instant: it is copied to the end
    /// before it is taken from the head.
    /// </summary>
    /// <param name="count">Entries to look at, from the head: all of them, or fewer.</param>
    /// <returns>The keys of entries for whose copies there was no room; they are out.</returns>
    public IReadOnlyList<long> Prune(int count, Func<long, bool> stays)
    {
        ArgumentNullException.ThrowIfNull(stays);
        List<long> lost = [];
        for (; count > 0 && RightsMessage.TryPeek(Receiver, out var key, out var first, out var second); count--)
        {
            using (first)
            using (second)
            {
                if (stays(key) && !RightsMessage.TrySend(Sender, key, first, second))
                    lost.Add(key);
            }

            RightsMessage.Drop(Receiver);
        }

        return lost;
    }

    public void Dispose()
    {
        Sender.Dispose();
        Receiver.Dispose();
    }
}
