namespace EngineApi.Linux.Network;

/// <summary>
/// rtnetlink(7) in one network namespace, that of the thread which opens it, whichever thread uses it: a socket stays in the namespace it
/// was opened in. May be used by several threads.
/// </summary>
public sealed class RouteSocket : IDisposable
{
    private const int RouteProtocol = 0;

    private readonly Lock _gate = new();
    private readonly NetlinkSocket _socket;
    private uint _sequence;

    /// <summary>In the namespace of the calling thread.</summary>
    /// <exception cref="LinuxException">No descriptors are left, among others.</exception>
    public RouteSocket()
        : this(RouteProtocol)
    {
    }

    /// <param name="protocol">Another one of netlink's families, whose requests are asked alike.</param>
    internal RouteSocket(int protocol) => _socket = new(protocol, "netlink");

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
            _socket.Send(request.Finish(sequence), call, subject);
            while (true)
            {
                foreach (var answer in _socket.Receive(call, subject))
                {
                    if (answer.Sequence != sequence)
                        continue;
                    if (answer.IsLast)
                        return answer.ErrorNumber;
                    read?.Invoke(answer.Type, answer.Payload);
                }
            }
        }
    }

    public void Dispose() => _socket.Dispose();
}
