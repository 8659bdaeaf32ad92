using System.Runtime.InteropServices;
using EngineApi.Linux.Descriptors;
using EngineApi.Linux.Sockets;

namespace EngineApi.Linux.Network;

/// <summary>
/// rtnetlink(7) in one network namespace, whichever thread uses it: a socket stays in the namespace it was opened in. The kernel
/// carries a request out while it is sent, so that the answer is there at once. May be used by several threads.
/// </summary>
public sealed partial class RouteSocket : IDisposable
{
    private const int RouteProtocol = 0;
    private const int ReceiveTimeout = 20;
    private const ushort Error = 2;
    private const ushort Done = 3;

    private readonly Lock _gate = new();
    private readonly FileDescriptor _socket;
    private readonly byte[] _buffer = new byte[32 << 10];
    private uint _sequence;

    /// <summary>In the namespace of the calling thread.</summary>
    /// <exception cref="LinuxException">No descriptors are left, among others.</exception>
    public RouteSocket()
        : this(RouteProtocol)
    {
    }

    /// <param name="protocol">Another one of netlink's families, whose requests are asked alike.</param>
    internal RouteSocket(int protocol)
    {
        _socket = SocketCalls.Open(SocketCalls.NetlinkFamily, SocketCalls.Raw, protocol, "netlink");
        // An answer that was lost for want of memory must not be waited for.
        if (SocketCalls.SetOption(_socket, SocketCalls.SocketLevel, ReceiveTimeout, new TimeValue(10, 0)) is var errno and not 0)
        {
            _socket.Dispose();
            throw new LinuxException("setsockopt", "netlink", errno);
        }
    }

    /// <summary>Carries a request out.</summary>
    /// <param name="call">What it does, and <paramref name="subject"/> to what, should it fail.</param>
    /// <exception cref="LinuxException">With the kernel's errno.</exception>
    internal void Execute(NetlinkMessage request, string call, string? subject)
    {
        if (TryExecute(request, call, subject) is var errno and not 0)
            throw new LinuxException(call, subject, errno);
    }

    /// <returns>0, or the kernel's errno.</returns>
    internal int TryExecute(NetlinkMessage request, string call, string? subject) => Ask(request, call, subject, null);

    /// <summary>Has every answer's type and payload read, up to the last one.</summary>
    /// <returns>0, or the kernel's errno.</returns>
    internal int Ask(NetlinkMessage request, string call, string? subject, Action<ushort, ReadOnlyMemory<byte>>? read)
    {
        lock (_gate)
        {
            var sequence = ++_sequence;
            Send(request.Finish(sequence), call, subject);
            while (true)
            {
                var rest = _buffer.AsMemory(0, Receive(call, subject));
                while (rest.Length >= NetlinkMessage.HeaderLength)
                {
                    var header = rest.Span;
                    var length = MemoryMarshal.Read<int>(header);
                    if (length < NetlinkMessage.HeaderLength || length > rest.Length)
                        break;
                    var payload = rest[NetlinkMessage.HeaderLength..length];
                    var type = MemoryMarshal.Read<ushort>(header[4..]);
                    var isOurs = MemoryMarshal.Read<uint>(header[8..]) == sequence;
                    rest = rest[Math.Min(rest.Length, (length + 3) & ~3)..];
                    if (!isOurs)
                        continue;
                    if (type is Error or Done)
                        return payload.Length >= 4 ? -MemoryMarshal.Read<int>(payload.Span) : 0;
                    read?.Invoke(type, payload);
                }
            }
        }
    }

    public void Dispose() => _socket.Dispose();

    private unsafe void Send(ReadOnlySpan<byte> bytes, string call, string? subject)
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

    private unsafe int Receive(string call, string? subject)
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
