using System.Runtime.InteropServices;
using EngineApi.Linux.Epoll;

namespace EngineApi.Linux.Sockets;

/// <summary>
/// Tells a peer that went away (HUP, error) from one that only shut down its writing half (RDHUP): after
/// <c>docker exec -i</c>'s stdin ended its output must still be delivered.
/// </summary>
public static class PeerSocket
{
    /// <summary>True when both directions are closed or the connection broke; does not wait.</summary>
    public static bool IsGone(SafeHandle socket) =>
        (DescriptorPoll.Now(socket, Readiness.None) & (Readiness.HangUp | Readiness.Error)) != 0;

    /// <summary>
    /// Calls <paramref name="gone"/> once, on the reactor's thread, when the peer is gone. Dispose the registration
    /// before the socket is closed.
    /// </summary>
    public static Registration WatchGone(Reactor reactor, SafeHandle socket, Action gone)
    {
        ArgumentNullException.ThrowIfNull(reactor);
        Registration? registration = null;
        var called = 0;
        registration = reactor.Register(socket, Readiness.None, ready =>
        {
            if ((ready & (Readiness.HangUp | Readiness.Error)) == 0 || Interlocked.Exchange(ref called, 1) != 0)
                return;

            // Level-triggered: a registration that stayed would be reported again and again.
            if (Volatile.Read(ref registration) is { } known)
                known.Dispose();
            gone();
        });
        return registration;
    }
}
