using System.Runtime.CompilerServices;
using EngineApi.Engine.Containers.Stats;
using EngineApi.Wire.Containers;

namespace EngineApi.Engine.Containers;

/// <summary>What a container uses of CPU, memory, network and disks (API: <c>ContainerStats</c>).</summary>
public sealed class ReadContainerStats(ContainerTable containers, StatsFeed feed, StatsSampler sampler)
{
    /// <summary>One answer. A container that does not run has one with nothing in it.</summary>
    /// <param name="oneShot">Answers at once and without a previous sample; otherwise there is one, of about a second before.</param>
    /// <exception cref="EngineException">NotFound, also when it is removed meanwhile.</exception>
    public async Task<ContainerStats> OnceAsync(string nameOrId, bool oneShot, CancellationToken cancellationToken)
    {
        var container = containers.Find(nameOrId);
        if (!container.Current.IsRunning)
            return StatsOf.Nothing.Frame(container.Current, null);
        if (oneShot)
            return OneShot(container);
        using var watcher = feed.Watch(container);
        ContainerStats? first = null;
        await foreach (var sample in watcher.SamplesAsync(cancellationToken))
        {
            if (first is not null)
                return sample.Frame(container.Current, first);
            first = sample;
        }

        throw EngineException.NotFound("No such container: " + nameOrId);
    }

    /// <summary>dockerd leaves the name out, unless there is nothing else to say.</summary>
    private ContainerStats OneShot(Container container)
    {
        var sample = sampler.Take(container.Current);
        return ReferenceEquals(sample, StatsOf.Nothing) ? sample.Frame(container.Current, null) : sample;
    }

    /// <summary>
    /// One answer at once and then one a second, also while the container is stopped (with nothing in it), until it is removed.
    /// A reader that does not keep up misses some.
    /// </summary>
    /// <exception cref="EngineException">NotFound; InvalidParameter for both kinds at once.</exception>
    public IAsyncEnumerable<ContainerStats> Follow(string nameOrId, bool oneShot, CancellationToken cancellationToken)
    {
        var container = containers.Find(nameOrId);
        return oneShot
            ? throw EngineException.InvalidParameter("cannot have stream=true and one-shot=true")
            : FollowAsync(container, cancellationToken);
    }

    private async IAsyncEnumerable<ContainerStats> FollowAsync(Container container, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var watcher = feed.Watch(container);
        ContainerStats? previous = null;
        await foreach (var sample in watcher.SamplesAsync(cancellationToken))
        {
            yield return sample.Frame(container.Current, previous);
            previous = sample;
        }
    }
}
