using System.Net;
using EngineApi.Linux;

namespace EngineApi.Engine.Networks.Ports;

/// <summary>
/// The ports of the host that containers have. Each is held by a bound socket, so that a conflict shows at the start and nobody takes
/// it afterwards; the traffic never gets that far.
/// </summary>
public sealed class HostPorts : IDisposable
{
    private const string Allocated = "port is already allocated";

    private readonly Lock _gate = new();
    private readonly Dictionary<string, ContainerPorts> _held = new(StringComparer.Ordinal);
    private readonly EphemeralPorts _any = new();

    /// <summary>Of each container: connections, and as many UDP clients.</summary>
    internal int MostCarried { get; init; } = 1024;

    /// <summary>After which a UDP client is forgotten.</summary>
    internal TimeSpan Silence { get; init; } = UserlandUdpProxy.Silence;

    /// <summary>Takes what a container wants, or nothing.</summary>
    /// <param name="address">The container's, for the message.</param>
    /// <param name="target">Where <see cref="Carry"/> will lead.</param>
    /// <exception cref="EngineException">System, in dockerd's words: a port is in use.</exception>
    internal IReadOnlyList<PublishedPort> Take(
        string containerId, IReadOnlyList<PortRequest> requests, string address, Func<PublishedPort, IPEndPoint?> target)
    {
        lock (_gate)
        {
            var taken = new List<HeldPort>();
            try
            {
                foreach (var request in requests)
                    taken.AddRange(Take(request, address, target, taken));
            }
            catch
            {
                taken.ForEach(one => one.Dispose());
                throw;
            }

            Release(containerId);
            if (taken.Count > 0)
                _held[containerId] = new(taken, [], MostCarried, Silence);
            return [.. taken.Select(one => one.Port)];
        }
    }

    /// <summary>Takes what a container that runs has already.</summary>
    /// <param name="target">Where <see cref="Carry"/> will lead.</param>
    /// <returns>
    /// Those that could not be taken again, as when somebody else has bound them meanwhile, and the errno: what rules lead comes to the
    /// container all the same.
    /// </returns>
    internal IReadOnlyList<(PublishedPort Port, int Errno)> Adopt(
        string containerId, IReadOnlyList<PublishedPort> ports, Func<PublishedPort, IPEndPoint?> target)
    {
        lock (_gate)
        {
            Release(containerId);
            var held = new List<HeldPort>();
            var lost = new List<(PublishedPort Port, int Errno)>();
            foreach (var port in ports)
            {
                if (HeldPort.TryTake(port, target(port) is not null, out var errno) is { } taken)
                    held.Add(taken);
                else
                    lost.Add((port, errno));
            }

            _held[containerId] = new(held, lost.Select(one => one.Port), MostCarried, Silence);
            return lost;
        }
    }

    /// <summary>After <see cref="Adopt"/>: tries again to take and to carry what could not be.</summary>
    /// <returns>Whether nothing is left to try.</returns>
    internal bool Retry(string containerId, Func<PublishedPort, IPEndPoint?> target)
    {
        lock (_gate)
        {
            if (!_held.TryGetValue(containerId, out var ports))
                return true;
            var isWhole = ports.TakeLost(target);
            try
            {
                ports.Carry(target);
                return isWhole;
            }
            catch (EngineException)
            {
                return false;
            }
        }
    }

    /// <summary>Carries to a container what the rules cannot.</summary>
    /// <param name="target">Where a port leads that somebody has to carry; null for the others. What was carried elsewhere is closed.</param>
    /// <exception cref="EngineException">System: a port cannot be listened on. The others have their targets.</exception>
    internal void Carry(string containerId, Func<PublishedPort, IPEndPoint?> target)
    {
        lock (_gate)
            _held.GetValueOrDefault(containerId)?.Carry(target);
    }

    /// <summary>In order if it has none.</summary>
    internal void Release(string containerId)
    {
        lock (_gate)
        {
            if (_held.Remove(containerId, out var ports))
                ports.Dispose();
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var container in _held.Keys.ToArray())
                Release(container);
        }
    }

    private List<HeldPort> Take(
        PortRequest request, string containerAddress, Func<PublishedPort, IPEndPoint?> target, IReadOnlyList<HeldPort> alsoHeld)
    {
        var candidates = request.First == 0 ? _any.Next() : Enumerable.Range(request.First, request.Last - request.First + 1);
        EngineException? refused = null;
        foreach (var candidate in candidates)
        {
            if (TryTake(request, candidate, containerAddress, target, alsoHeld, out var error) is { } taken)
                return taken;
            refused = error;
        }

        throw request.First != request.Last && refused!.Message.EndsWith(Allocated, StringComparison.Ordinal)
            ? new EngineException(ErrorKind.System, "all ports are allocated")
            : refused!;
    }

    private List<HeldPort>? TryTake(
        PortRequest request,
        int candidate,
        string containerAddress,
        Func<PublishedPort, IPEndPoint?> target,
        IReadOnlyList<HeldPort> alsoHeld,
        out EngineException? error)
    {
        var taken = new List<HeldPort>();
        error = null;
        foreach (var address in request.HostAddresses)
        {
            var port = new PublishedPort(request.Protocol, request.ContainerPort, address, candidate);
            if (HeldPort.TryTake(port, target(port) is not null, out var errno) is { } held)
            {
                taken.Add(held);
                continue;
            }

            // A host without IPv6 has no "::".
            if (request.HostAddresses.Count > 1 && taken.Count > 0 && errno is Errno.NoSuchFamily or Errno.AddressNotAvailable)
                continue;
            taken.ForEach(one => one.Dispose());
            error = Refused(port, containerAddress, errno, alsoHeld);
            return null;
        }

        return taken;
    }

    private EngineException Refused(PublishedPort port, string containerAddress, int errno, IEnumerable<HeldPort> alsoHeld)
    {
        var address = port.IsIPv6 ? $"[{port.HostAddress}]" : port.HostAddress;
        var isOurs = errno == Errno.AddressInUse && _held.Values.SelectMany(all => all.Held).Concat(alsoHeld).Any(held => held.Port.Conflicts(port));
        return new(ErrorKind.System, isOurs
            ? $"Bind for {address}:{port.HostPort} failed: {Allocated}"
            : $"failed to bind host port for {address}:{port.HostPort}:{containerAddress}:{port.ContainerPort}/{port.Protocol}: {Errno.Reason(errno)}");
    }
}
