using System.Runtime.InteropServices;

namespace EngineApi.Linux.Epoll;

/// <summary>
/// A descriptor in a <see cref="Reactor"/>. Dispose it before the descriptor is closed; when that happens on the
/// reactor's thread no call of the handler can follow.
/// </summary>
public sealed class Registration : IDisposable
{
    private readonly Reactor _reactor;
    private readonly Action<Readiness> _handler;
    private bool _disposed;

    internal Registration(Reactor reactor, SafeHandle descriptor, long key, Readiness interest, Action<Readiness> handler)
    {
        _reactor = reactor;
        _handler = handler;
        Descriptor = descriptor;
        Key = key;
        Interest = interest;
    }

    internal SafeHandle Descriptor { get; }

    internal long Key { get; }

    /// <summary>What the handler is called for besides errors and hang-ups.</summary>
    public Readiness Interest { get; private set; }

    /// <summary>Changes what the handler is called for. Callers of one registration must not overlap.</summary>
    public void Watch(Readiness interest)
    {
        if (_disposed || interest == Interest)
            return;
        _reactor.Modify(this, interest);
        Interest = interest;
    }

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _reactor.Remove(this);
    }

    internal void Invoke(Readiness ready)
    {
        if (!_disposed)
            _handler(ready);
    }
}
