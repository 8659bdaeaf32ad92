using EngineApi.Linux.Network;

namespace EngineApi.Engine.Networks.Sandbox;

/// <summary>The host's own network, opened when it is first needed.</summary>
public sealed class HostLinks : IDisposable
{
    private readonly Lazy<RouteSocket> _socket = new(static () => new RouteSocket());

    /// <summary>In the gateway's network namespace.</summary>
    public RouteSocket Socket => _socket.Value;

    public void Dispose()
    {
        if (_socket.IsValueCreated)
            _socket.Value.Dispose();
    }
}
