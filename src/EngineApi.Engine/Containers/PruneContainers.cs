using System.Globalization;
using EngineApi.Containerd;
using EngineApi.Engine.Events;
using EngineApi.Wire;
using EngineApi.Wire.Containers;
using Microsoft.Extensions.Logging;

namespace EngineApi.Engine.Containers;

/// <summary>Removes all containers that do not run (API: <c>ContainerPrune</c>).</summary>
public sealed class PruneContainers(
    ContainerTable containers, RemoveContainer remove, ContainerSize sizes, EventBus events, TimeProvider time, ILogger<PruneContainers> log)
{
    private readonly PruneTurn _turn = new();

    /// <param name="filters"><c>until</c>, <c>label</c>, <c>label!</c>.</param>
    /// <exception cref="EngineException">InvalidParameter for a filter; Conflict while another prune runs.</exception>
    public async Task<ContainerPruneResponse> ExecuteAsync(Filters filters, CancellationToken cancellationToken)
    {
        var wanted = new PruneFilter(filters, time.GetUtcNow());
        using var turn = _turn.Take();
        var answer = new ContainerPruneResponse();
        foreach (var container in containers.All)
        {
            var current = container.Current;
            var idle = current.Status is ContainerStatus.Created or ContainerStatus.Exited or ContainerStatus.Dead;
            if (!idle || !wanted.Matches(current.Settings.Created, current.Settings.Config.Labels))
                continue;
            var size = await SizeAsync(current, cancellationToken);
            if (!await TryRemoveAsync(container, cancellationToken))
                continue;
            (answer.ContainersDeleted ??= []).Add(container.Id);
            answer.SpaceReclaimed += (ulong)size;
        }

        events.Publish("container", "prune", "", ("reclaimed", answer.SpaceReclaimed.ToString(CultureInfo.InvariantCulture)));
        return answer;
    }

    private async Task<long> SizeAsync(ContainerSnapshot container, CancellationToken cancellationToken)
    {
        try
        {
            return (await sizes.MeasureAsync(container, cancellationToken)).Writable;
        }
        catch (ContainerdException e) when (e.Kind == ContainerdErrorKind.NotFound)
        {
            // Its snapshot, or its image's, is gone: there is nothing to gain.
            return 0;
        }
    }

    private async Task<bool> TryRemoveAsync(Container container, CancellationToken cancellationToken)
    {
        try
        {
            await remove.ExecuteAsync(container.Id, force: false, volumes: false, cancellationToken);
            return true;
        }
        catch (EngineException e)
        {
            // It was started or removed meanwhile, or cannot be removed: the others are.
            log.NotPruned(container.Id, e.Message);
            return false;
        }
    }
}
