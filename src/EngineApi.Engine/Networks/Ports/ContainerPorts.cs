using System.Net;
using System.Net.Sockets;
using EngineApi.Linux;

namespace EngineApi.Engine.Networks.Ports;

/// <summary>What one container has of the host's ports.</summary>
/// <param name="mostCarried">How many connections there may be that no rule carries; whoever has more keeps nobody else waiting.</param>
internal sealed class ContainerPorts(IReadOnlyList<HeldPort> held, int mostCarried) : IDisposable
{
    // It stays: connections that end after all of this give their places back.
    private readonly SemaphoreSlim _places = new(mostCarried, mostCarried);

    public IReadOnlyList<HeldPort> Held => held;

    /// <param name="target">See <see cref="HostPorts.Carry"/>.</param>
    /// <exception cref="EngineException">System: a port cannot be listened on. The others have their targets.</exception>
    public void Carry(Func<PublishedPort, IPEndPoint?> target)
    {
        EngineException? failure = null;
        foreach (var one in held)
        {
            try
            {
                one.Carry(target(one.Port), _places);
            }
            catch (Exception e) when (e is SocketException or LinuxException)
            {
                failure ??= new(ErrorKind.System, $"failed to listen on {one.Port.HostAddress} port {one.Port.HostPort}: {e.Message}", e);
            }
        }

        if (failure is not null)
            throw failure;
    }

    public void Dispose()
    {
        foreach (var one in held)
            one.Dispose();
    }
}
