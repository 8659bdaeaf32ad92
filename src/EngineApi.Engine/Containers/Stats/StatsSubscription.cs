using System.Threading.Channels;
using EngineApi.Wire.Containers;

namespace EngineApi.Engine.Containers.Stats;

/// <summary>
/// One client's samples of one container. It holds the latest only: a client that does not keep up misses some, and nothing
/// piles up. Dispose of it to end it.
/// </summary>
internal sealed class StatsSubscription(Container container, Action<StatsSubscription> end) : IDisposable
{
    private readonly Channel<ContainerStats> _latest = Channel.CreateBounded<ContainerStats>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    public Container Container => container;

    /// <summary>When the last sample came, by the feed's clock. Only the feed uses it.</summary>
    public long LastOffer { get; private set; }

    /// <summary>Ends when the container has been removed.</summary>
    public IAsyncEnumerable<ContainerStats> SamplesAsync(CancellationToken cancellationToken) => _latest.Reader.ReadAllAsync(cancellationToken);

    public void Offer(ContainerStats sample, long timestamp)
    {
        LastOffer = timestamp;
        _latest.Writer.TryWrite(sample);
    }

    public void Complete() => _latest.Writer.TryComplete();

    public void Dispose()
    {
        end(this);
        Complete();
    }
}
