using System.Runtime.InteropServices;
using EngineApi.Linux.Descriptors;

namespace EngineApi.Linux.Epoll;

/// <summary>epoll(7): level-triggered, each descriptor with a 64-bit key of the caller.</summary>
internal sealed partial class EpollSet : IDisposable
{
    private const int CloseOnExec = 0x80000;
    private const int OperationAdd = 1;
    private const int OperationDelete = 2;
    private const int OperationModify = 3;
    private const int Capacity = 128;

    // struct epoll_event is packed on x86-64 only.
    private static readonly bool s_packed = RuntimeInformation.ProcessArchitecture is Architecture.X64;
    private static readonly int s_keyOffset = s_packed ? 4 : 8;
    private static readonly int s_stride = s_packed ? 12 : 16;

    private readonly FileDescriptor _set;
    private readonly byte[] _events = GC.AllocateArray<byte>(Capacity * 16, pinned: true);

    public EpollSet()
    {
        var set = Create(CloseOnExec);
        _set = set < 0 ? throw LinuxException.FromLastError("epoll_create1") : new FileDescriptor(set);
    }

    public void Add(SafeHandle descriptor, long key, Readiness interest) => Change(OperationAdd, descriptor, key, interest);

    public void Modify(SafeHandle descriptor, long key, Readiness interest) => Change(OperationModify, descriptor, key, interest);

    public void Remove(SafeHandle descriptor) => Change(OperationDelete, descriptor, 0, Readiness.None);

    /// <summary>Waits for events, at most so long; they are read with <see cref="At"/>.</summary>
    /// <param name="milliseconds">-1 for no limit.</param>
    public unsafe int Wait(int milliseconds)
    {
        fixed (byte* events = _events)
        {
            var count = Wait(_set, events, Capacity, milliseconds);
            if (count >= 0)
                return count;
        }

        return Marshal.GetLastPInvokeError() == Errno.Interrupted ? 0 : throw LinuxException.FromLastError("epoll_wait");
    }

    public (long Key, Readiness Ready) At(int index)
    {
        var record = _events.AsSpan(index * s_stride, s_stride);
        return (MemoryMarshal.Read<long>(record[s_keyOffset..]), (Readiness)MemoryMarshal.Read<uint>(record));
    }

    public void Dispose() => _set.Dispose();

    private unsafe void Change(int operation, SafeHandle descriptor, long key, Readiness interest)
    {
        var record = stackalloc byte[16];
        *(uint*)record = (uint)interest;
        *(long*)(record + s_keyOffset) = key;
        if (Control(_set, operation, descriptor, record) < 0)
            throw LinuxException.FromLastError("epoll_ctl");
    }

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    private static partial int Create(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    private static unsafe partial int Control(FileDescriptor set, int operation, SafeHandle descriptor, byte* record);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    private static unsafe partial int Wait(FileDescriptor set, byte* records, int capacity, int milliseconds);
}
