using System.Net;
using System.Net.Sockets;
using EngineApi.Linux;
using EngineApi.Linux.Network;

namespace EngineApi.Engine.Networks.Ports;

/// <summary>
/// The ports of the host that containers have. Each is held by a bound socket, so that a conflict shows at the start and nobody takes
/// it afterwards; the traffic never gets that far.
/// </summary>
public sealed class HostPorts : IDisposable
{
    /// <summary>How many connections there may be that no rule carries.</summary>
    private const int MostCarried = 1024;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<HeldPort>> _held = new(StringComparer.Ordinal);
    private readonly EphemeralPorts _any = new();
    private readonly SemaphoreSlim _places = new(MostCarried, MostCarried);

    /// <summary>Takes what a container wants, or nothing.</summary>
    /// <param name="target">The container's address, for the message.</param>
    /// <exception cref="EngineException">System, in dockerd's words: a port is in use.</exception>
    internal IReadOnlyList<PublishedPort> Take(string containerId, IReadOnlyList<PortRequest> requests, string target)
    {
        lock (_gate)
        {
            var taken = new List<HeldPort>();
            try
            {
                foreach (var request in requests)
                    taken.AddRange(Take(request, target, taken));
            }
            catch
            {
                taken.ForEach(one => one.Dispose());
                throw;
            }

            Release(containerId);
            if (taken.Count > 0)
                _held[containerId] = taken;
            return [.. taken.Select(one => one.Port)];
        }
    }

    /// <summary>Takes what a container that runs has already.</summary>
    /// <returns>Those that somebody else has bound meanwhile: its traffic comes here all the same.</returns>
    internal IReadOnlyList<PublishedPort> Adopt(string containerId, IReadOnlyList<PublishedPort> ports)
    {
        lock (_gate)
        {
            Release(containerId);
            var held = ports.Select(port => (Port: port, Held: TryTake(port, out _))).ToList();
            _held[containerId] = [.. held.Select(one => one.Held).OfType<HeldPort>()];
            return [.. held.Where(one => one.Held is null).Select(one => one.Port)];
        }
    }

    /// <summary>Carries to a container what the rules cannot.</summary>
    /// <param name="target">Where a port leads that somebody has to carry; null for the others.</param>
    /// <exception cref="EngineException">System: a port cannot be listened on.</exception>
    internal void Carry(string containerId, Func<PublishedPort, IPEndPoint?> target)
    {
        lock (_gate)
        {
            foreach (var held in _held.GetValueOrDefault(containerId) ?? [])
            {
                try
                {
                    held.Carry(target(held.Port), _places);
                }
                catch (Exception e) when (e is SocketException or LinuxException)
                {
                    throw new EngineException(ErrorKind.System, $"failed to listen on {held.Port.HostAddress} port {held.Port.HostPort}: {e.Message}", e);
                }
            }
        }
    }

    /// <summary>In order if it has none.</summary>
    internal void Release(string containerId)
    {
        lock (_gate)
        {
            if (_held.Remove(containerId, out var ports))
                ports.ForEach(port => port.Dispose());
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var container in _held.Keys.ToArray())
                Release(container);
        }

        // The places stay: connections that end now give theirs back.
    }

    private List<HeldPort> Take(PortRequest request, string target, IReadOnlyList<HeldPort> alsoHeld)
    {
        var candidates = request.First == 0 ? _any.Next() : Enumerable.Range(request.First, request.Last - request.First + 1);
        EngineException? refused = null;
        foreach (var candidate in candidates)
        {
            if (TryTake(request, candidate, target, alsoHeld, out var error) is { } taken)
                return taken;
            refused = error;
        }

        throw refused!;
    }

    private List<HeldPort>? TryTake(PortRequest request, int candidate, string target, IReadOnlyList<HeldPort> alsoHeld, out EngineException? error)
    {
        var taken = new List<HeldPort>();
        error = null;
        foreach (var address in request.HostAddresses)
        {
            var port = new PublishedPort(request.Protocol, request.ContainerPort, address, candidate);
            if (TryTake(port, out var errno) is { } held)
            {
                taken.Add(held);
                continue;
            }

            // A host without IPv6 has no "::".
            if (request.HostAddresses.Count > 1 && taken.Count > 0 && errno is Errno.NoSuchFamily or Errno.AddressNotAvailable)
                continue;
            taken.ForEach(one => one.Dispose());
            error = Refused(port, target, errno, alsoHeld);
            return null;
        }

        return taken;
    }

    private EngineException Refused(PublishedPort port, string target, int errno, IEnumerable<HeldPort> alsoHeld)
    {
        var address = port.IsIPv6 ? $"[{port.HostAddress}]" : port.HostAddress;
        var isOurs = errno == Errno.AddressInUse && _held.Values.SelectMany(all => all).Concat(alsoHeld).Any(held => held.Port.Conflicts(port));
        return new(ErrorKind.System, isOurs
            ? $"Bind for {address}:{port.HostPort} failed: port is already allocated"
            : $"failed to bind host port for {address}:{port.HostPort}:{target}:{port.ContainerPort}/{port.Protocol}: {Errno.Reason(errno)}");
    }

    private static HeldPort? TryTake(PublishedPort port, out int errno) =>
        PortReservation.TryTake(port.Protocol, IPAddress.Parse(port.HostAddress), port.HostPort, out errno) is { } held ? new(port, held) : null;
}
