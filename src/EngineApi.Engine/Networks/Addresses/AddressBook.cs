namespace EngineApi.Engine.Networks.Addresses;

/// <summary>
/// Who has which address, and so who is on which network. Kept in memory only: at start-up it is made from the endpoints of the
/// containers that run, so that nothing can leak from one daemon to the next; and a container has one place on a network, so that a
/// new one gives the old one back.
/// </summary>
public sealed class AddressBook
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, NetworkAddresses> _networks = new(StringComparer.Ordinal);
    private readonly HashSet<string> _closed = new(StringComparer.Ordinal);

    /// <summary>Gives a container its place on a network.</summary>
    /// <param name="ipv4">The one it is to have; null or empty for any.</param>
    /// <param name="ipv6">As <paramref name="ipv4"/>.</param>
    /// <exception cref="EngineException">
    /// InvalidParameter for an address of no subnet of the network; Forbidden if it is taken; System if none is left; NotFound if the
    /// network is being removed. Nothing is taken then.
    /// </exception>
    public AddressLease Reserve(NetworkRecord network, string containerId, string? ipv4 = null, string? ipv6 = null)
    {
        lock (_gate)
        {
            if (_closed.Contains(network.Id))
                throw EngineException.NotFound($"network {network.Name} not found");
            return Of(network).Reserve(containerId, ipv4, ipv6);
        }
    }

    /// <summary>In order if it has none.</summary>
    public void Release(string networkId, string containerId)
    {
        lock (_gate)
            _networks.GetValueOrDefault(networkId)?.Release(containerId);
    }

    /// <summary>Takes a container off a network whose addresses somebody may still be led to.</summary>
    /// <returns>What gives the addresses back, once; until then nobody else gets them.</returns>
    internal Action Retire(string networkId, string containerId)
    {
        lock (_gate)
        {
            var network = _networks.GetValueOrDefault(networkId);
            var lease = network?.Retire(containerId);
            return () =>
            {
                lock (_gate)
                {
                    network?.Give(lease);
                    lease = null;
                }
            };
        }
    }

    /// <summary>
    /// Gives back the gateways that a network had before, as the default bridge can (<c>--bip</c>), and nobody uses any more: when the
    /// bridge has given them up.
    /// </summary>
    internal void ReleaseFormerGateways(string networkId)
    {
        lock (_gate)
            _networks.GetValueOrDefault(networkId)?.ReleaseFormerGateways();
    }

    /// <summary>For a container that was found running.</summary>
    public void Adopt(NetworkRecord network, string containerId, Endpoint endpoint)
    {
        lock (_gate)
            Of(network).Adopt(containerId, endpoint);
    }

    /// <summary>The ids of the containers that have a place on a network, or are about to.</summary>
    public IReadOnlyList<string> ContainersOn(string networkId)
    {
        lock (_gate)
            return _networks.GetValueOrDefault(networkId) is { } addresses ? [.. addresses.Containers] : [];
    }

    /// <summary>Lets nobody on a network any more, if nobody is.</summary>
    internal bool TryClose(string networkId)
    {
        lock (_gate)
        {
            if (_networks.GetValueOrDefault(networkId) is { Containers.Count: > 0 })
                return false;
            _networks.Remove(networkId);
            return _closed.Add(networkId);
        }
    }

    /// <summary>After a removal that failed.</summary>
    internal void Reopen(string networkId)
    {
        lock (_gate)
            _closed.Remove(networkId);
    }

    private NetworkAddresses Of(NetworkRecord network)
    {
        if (!_networks.TryGetValue(network.Id, out var addresses))
            _networks[network.Id] = addresses = new(network);
        return addresses;
    }
}
