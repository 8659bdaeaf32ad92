using EngineApi.Engine.Containers;
using EngineApi.Engine.Events;
using EngineApi.Engine.Networks.Addresses;
using EngineApi.Wire;

namespace EngineApi.Engine.Networks;

/// <summary>Removes a network that nobody is on (API: <c>NetworkDelete</c>).</summary>
/// <remarks>
/// Nobody gets on it any more; its links and rules go; its record goes. A step that fails leaves it as it was, and a daemon that dies
/// half-way finds the record and makes the rest again.
/// </remarks>
public sealed class RemoveNetwork(NetworkTable networks, NetworkDrivers drivers, AddressBook addresses, ContainerTable containers, EventBus events)
{
    /// <exception cref="EngineException">NotFound; Forbidden for a predefined one, or while containers are on it.</exception>
    public Task ExecuteAsync(string nameOrId, CancellationToken cancellationToken)
    {
        var network = networks.Find(nameOrId);
        if (PredefinedNetworks.Contains(network.Name))
            throw new EngineException(ErrorKind.Forbidden, $"{network.Name} is a pre-defined network and cannot be removed");
        return networks.Changes.RunAsync(() => RemoveAsync(networks.Find(network.Id)), cancellationToken);
    }

    private async Task RemoveAsync(NetworkRecord network)
    {
        if (network.ConfigOnly && networks.All.Any(other => other.ConfigFrom == network.Name))
            throw new EngineException(ErrorKind.Forbidden, $"error while removing network: configuration network \"{network.Name}\" is in use");
        if (!addresses.TryClose(network.Id))
        {
            throw new EngineException(
                ErrorKind.Forbidden,
                $"error while removing network: network {network.Name} id {network.Id} has active endpoints ({Endpoints(network)})");
        }

        try
        {
            if (drivers.Find(network.Driver) is { } driver)
                await driver.RemoveAsync(network, CancellationToken.None);
            networks.Remove(network);
        }
        catch
        {
            addresses.Reopen(network.Id);
            throw;
        }

        events.PublishNetwork(network, "destroy");
    }

    private string Endpoints(NetworkRecord network) => string.Join(", ", addresses.ContainersOn(network.Id).Select(id =>
    {
        var container = containers.TryGet(id, out var found) ? found.Current : null;
        var endpoint = container?.Lifecycle.Endpoints.GetValueOrDefault(network.Id)?.Id ?? "";
        return $"name:\"{container?.Name}\" id:\"{HexId.Short(endpoint)}\"";
    }));
}
