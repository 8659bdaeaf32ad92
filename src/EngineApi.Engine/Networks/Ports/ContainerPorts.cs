using System.Net;
using System.Net.Sockets;
using EngineApi.Linux;

namespace EngineApi.Engine.Networks.Ports;

/// <summary>What one container has of the host's ports. Not for several threads.</summary>
/// <param name="lost">Those that it has by rules alone, since they could not be held.</param>
/// <param name="mostCarried">How many connections, and how many UDP clients, there may be that no rule carries; whoever has more keeps nobody else waiting.</param>
/// <param name="silence">After which a UDP client is forgotten.</param>
internal sealed class ContainerPorts(
    IEnumerable<HeldPort> held, IEnumerable<PublishedPort> lost, int mostCarried, TimeSpan silence) : IDisposable
{
    private readonly List<HeldPort> _held = [.. held];
    private readonly List<PublishedPort> _lost = [.. lost];

    // They stay: connections that end after all of this give their places back. Senders that somebody made up take no
    // connection's place.
    private readonly SemaphoreSlim _connections = new(mostCarried, mostCarried);
    private readonly SemaphoreSlim _clients = new(mostCarried, mostCarried);

    public IReadOnlyList<HeldPort> Held => _held;

    /// <param name="target">See <see cref="HostPorts.Carry"/>.</param>
    /// <exception cref="EngineException">System: a port cannot be listened on. The others have their targets.</exception>
    public void Carry(Func<PublishedPort, IPEndPoint?> target)
    {
        EngineException? failure = null;
        foreach (var one in _held)
        {
            try
            {
                one.Carry(target(one.Port), one.Port.Protocol == "udp" ? _clients : _connections, silence);
            }
            catch (Exception e) when (e is SocketException or LinuxException)
            {
                failure ??= new(ErrorKind.System, $"failed to listen on {one.Port.HostAddress} port {one.Port.HostPort}: {e.Message}", e);
            }
        }

        if (failure is not null)
            throw failure;
    }

    /// <summary>Tries again to hold what is lost.</summary>
    /// <returns>Whether nothing is lost any more.</returns>
    public bool TakeLost(Func<PublishedPort, IPEndPoint?> target)
    {
        foreach (var port in _lost.ToArray())
        {
            if (HeldPort.TryTake(port, target(port) is not null, out _) is not { } taken)
                continue;
            _held.Add(taken);
            _lost.Remove(port);
        }

        return _lost.Count == 0;
    }

    public void Dispose()
    {
        foreach (var one in _held)
            one.Dispose();
    }
}
