using EngineApi.Engine.Events;
using EngineApi.Engine.Networks.Addresses;
using EngineApi.Wire;
using EngineApi.Wire.Networks;
using Microsoft.Extensions.Logging;

namespace EngineApi.Engine.Networks;

/// <summary>Removes all networks that nobody is on (API: <c>NetworkPrune</c>). Containers that do not run are on none.</summary>
public sealed class PruneNetworks(
    NetworkTable networks, AddressBook addresses, RemoveNetwork remove, EventBus events, TimeProvider time, ILogger<PruneNetworks> log)
{
    private readonly PruneTurn _turn = new();

    /// <param name="filters"><c>until</c>, <c>label</c>, <c>label!</c>.</param>
    /// <exception cref="EngineException">InvalidParameter for a filter; Conflict while another prune runs.</exception>
    public async Task<NetworkPruneResponse> ExecuteAsync(Filters filters, CancellationToken cancellationToken)
    {
        var wanted = new PruneFilter(filters, time.GetUtcNow());
        using var turn = _turn.Take();
        var answer = new NetworkPruneResponse();
        foreach (var network in networks.All)
        {
            if (network.ConfigOnly || PredefinedNetworks.Contains(network.Name) || addresses.ContainersOn(network.Id).Count > 0 || !wanted.Matches(network.Created, network.Labels))
                continue;
            if (await TryRemoveAsync(network, cancellationToken))
                (answer.NetworksDeleted ??= []).Add(network.Name);
        }

        events.Publish("network", "prune", "", ("reclaimed", "0"));
        return answer;
    }

    private async Task<bool> TryRemoveAsync(NetworkRecord network, CancellationToken cancellationToken)
    {
        try
        {
            await remove.ExecuteAsync(network.Id, cancellationToken);
            return true;
        }
        catch (EngineException e)
        {
            // Somebody got on it, or it was removed, meanwhile: the others go all the same.
            log.NetworkNotPruned(network.Id, e.Message);
            return false;
        }
    }
}
