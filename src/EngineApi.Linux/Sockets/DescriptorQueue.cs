using System.Runtime.InteropServices;
using EngineApi.Linux.Descriptors;

namespace EngineApi.Linux.Sockets;

/// <summary>
/// Descriptors that are sent over a socket pair and not received (SCM_RIGHTS, unix(7)). The kernel keeps what is in flight open as
/// long as anybody has the receiving end, and that can be a process that knows nothing of it. Not for several threads at once.
/// </summary>
public sealed partial class DescriptorQueue : IDisposable
{
    private const int UnixFamily = 1;
    private const int SequencedPackets = 5 | 0x800 | 0x80000; // SOCK_SEQPACKET, non-blocking, close-on-exec
    private const int SocketLevel = 1;
    private const int SendBuffer = 7;
    private const int SendBufferForced = 32;

    // About 700 bytes an entry are counted against it; only what is in use costs memory.
    private const int BufferBytes = 16 << 20;

    /// <exception cref="LinuxException">No descriptors are left, among others.</exception>
    public unsafe DescriptorQueue()
    {
        var ends = stackalloc int[2];
        if (SocketPair(UnixFamily, SequencedPackets, 0, ends) < 0)
            throw LinuxException.FromLastError("socketpair");
        (Sender, Receiver) = (new(ends[0]), new(ends[1]));
        var bytes = BufferBytes;
        // Without CAP_NET_ADMIN the system's limit holds, which is a few hundred entries.
        if (SetOption(Sender, SocketLevel, SendBufferForced, &bytes, sizeof(int)) < 0)
            _ = SetOption(Sender, SocketLevel, SendBuffer, &bytes, sizeof(int));
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

    [LibraryImport("libc", EntryPoint = "socketpair", SetLastError = true)]
    private static unsafe partial int SocketPair(int family, int type, int protocol, int* ends);

    [LibraryImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    private static unsafe partial int SetOption(FileDescriptor socket, int level, int option, int* value, int length);
}
