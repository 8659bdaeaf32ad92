using System.Globalization;
using EngineApi.Engine.Events;
using EngineApi.Wire;
using EngineApi.Wire.Volumes;
using Microsoft.Extensions.Logging;

namespace EngineApi.Engine.Volumes;

/// <summary>Removes the volumes that no container uses (API: <c>VolumePrune</c>).</summary>
public sealed class PruneVolumes(
    VolumeTable volumes, VolumeUsers users, VolumeFiles files, RemoveVolume remove, EventBus events, TimeProvider time, ILogger<PruneVolumes> log)
{
    private readonly PruneTurn _turn = new();

    /// <param name="filters"><c>all</c>, <c>label</c>, <c>label!</c>.</param>
    /// <param name="named">Also volumes that somebody gave a name; the filter <c>all</c> asks for it, too.</param>
    /// <exception cref="EngineException">InvalidParameter for a filter; Conflict while another prune runs.</exception>
    public async Task<VolumePruneResponse> ExecuteAsync(Filters filters, bool named, CancellationToken cancellationToken)
    {
        if (filters.Has("until"))
            throw EngineException.InvalidParameter("invalid filter 'until'");
        var wanted = new PruneFilter(filters, time.GetUtcNow(), "all");
        named |= filters.Has("all") && All(filters);
        using var turn = _turn.Take();
        var answer = new VolumePruneResponse { VolumesDeleted = [] };
        foreach (var volume in volumes.All)
        {
            if (!(named || volume.IsAnonymous) || users.Of(volume.Name).Count > 0 || !wanted.Matches(volume.Created, volume.Labels))
                continue;
            var size = volume.IsMounted ? 0 : files.SizeOf(volume.Name);
            if (!await TryRemoveAsync(volume, cancellationToken))
                continue;
            answer.VolumesDeleted.Add(volume.Name);
            answer.SpaceReclaimed += (ulong)size;
        }

        events.Publish("volume", "prune", "", ("reclaimed", answer.SpaceReclaimed.ToString(CultureInfo.InvariantCulture)));
        return answer;
    }

    private static bool All(Filters filters) => filters["all"] switch
    {
        ["1" or "true" or "True" or "t"] => true,
        ["0" or "false" or "False" or "f"] => false,
        var other => throw EngineException.InvalidParameter($"invalid filter 'all=[{string.Join(' ', other)}]'"),
    };

    private async Task<bool> TryRemoveAsync(VolumeRecord volume, CancellationToken cancellationToken)
    {
        try
        {
            await remove.ExecuteAsync(volume.Name, force: false, cancellationToken);
            return true;
        }
        catch (EngineException e)
        {
            // Somebody took or removed it meanwhile: the others go all the same.
            log.VolumeNotRemoved(volume.Name, e.Message);
            return false;
        }
    }
}
