using System.Runtime.InteropServices;
using EngineApi.Linux.Descriptors;

namespace EngineApi.Linux.Epoll;

/// <summary>eventfd(2): wakes a thread that waits in epoll. Any thread may raise it.</summary>
internal sealed partial class EventFd : IDisposable
{
    private const int NonBlocking = 0x800;
    private const int CloseOnExec = 0x80000;
    private static readonly byte[] s_one = BitConverter.GetBytes(1UL);

    public EventFd()
    {
        var descriptor = Create(0, NonBlocking | CloseOnExec);
        Descriptor = descriptor < 0 ? throw LinuxException.FromLastError("eventfd") : new FileDescriptor(descriptor);
    }

    public FileDescriptor Descriptor { get; }

    // "No room" means that the counter is raised to its limit already, which wakes as well.
    public void Raise() => Descriptor.TryWrite(s_one, out _);

    public void Clear()
    {
        Span<byte> counter = stackalloc byte[8];
        Descriptor.TryRead(counter, out _);
    }

    public void Dispose() => Descriptor.Dispose();

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    private static partial int Create(uint initial, int flags);
}
