namespace EngineApi.Linux.Epoll;

/// <summary>Events of epoll(7). Error and HangUp are reported whether asked for or not.</summary>
[Flags]
public enum Readiness
{
    None = 0,
    Readable = 1,
    Writable = 4,
    Error = 8,
    HangUp = 0x10,

    /// <summary>EPOLLRDHUP: the peer of a socket shut down its writing half.</summary>
    PeerHalfClosed = 0x2000,
}
