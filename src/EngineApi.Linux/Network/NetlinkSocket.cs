using System.Runtime.InteropServices;
using EngineApi.Linux.Descriptors;
using EngineApi.Linux.Sockets;

namespace EngineApi.Linux.Network;

/// <summary>
/// netlink(7) in the network namespace of the thread that opens it. The kernel carries a request out while it is sent, so that the answer is
/// there at once. Not for several threads.
/// </summary>
internal sealed partial class NetlinkSocket : IDisposable
{
    private const int ReceiveTimeout = 20;

    private readonly FileDescriptor _socket;
    private readonly byte[] _buffer = new byte[32 << 10];

    /// <param name="protocol">NETLINK_…</param>
    /// <exception cref="LinuxException">No descriptors are left, or the kernel has no such protocol.</exception>
    public NetlinkSocket(int protocol, string subject)
    {
        _socket = SocketCalls.Open(SocketCalls.NetlinkFamily, SocketCalls.Raw, protocol, subject);
        // An answer that was lost for want of memory must not be waited for.
        if (SocketCalls.SetOption(_socket, SocketCalls.SocketLevel, ReceiveTimeout, new TimeValue(10, 0)) is var errno and not 0)
        {
            _socket.Dispose();
            throw new LinuxException("setsockopt", subject, errno);
        }
    }

    /// <param name="call">What it does, and <paramref name="subject"/> to what, should it fail.</param>
    public unsafe void Send(ReadOnlySpan<byte> bytes, string call, string? subject)
    {
        fixed (byte* first = bytes)
        {
            while (Send(_socket, first, bytes.Length, 0) < 0)
            {
                if (Marshal.GetLastPInvokeError() != Errno.Interrupted)
                    throw LinuxException.FromLastError(call, subject);
            }
        }
    }

    /// <summary>Answers that came together; they count until the next are received.</summary>
    public NetlinkAnswers Receive(string call, string? subject) => new(_buffer.AsMemory(0, ReceiveBytes(call, subject)));

    public void Dispose() => _socket.Dispose();

    private unsafe int ReceiveBytes(string call, string? subject)
    {
        fixed (byte* first = _buffer)
        {
            while (true)
            {
                var count = Receive(_socket, first, _buffer.Length, 0);
                if (count >= 0)
                    return (int)count;
                if (Marshal.GetLastPInvokeError() != Errno.Interrupted)
                    throw LinuxException.FromLastError(call, subject);
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    private static unsafe partial nint Send(FileDescriptor socket, byte* bytes, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    private static unsafe partial nint Receive(FileDescriptor socket, byte* bytes, nint length, int flags);

    /// <summary>struct timeval.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct TimeValue(long Seconds, long Microseconds);
}
