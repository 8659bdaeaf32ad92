using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace EngineApi.Engine.Events;

/// <summary>One reader's bounded queue of events. Dispose to unsubscribe.</summary>
public sealed class EventSubscription : IDisposable
{
    /// <summary>Events a reader may lag behind before it is cut off.</summary>
    public const int QueueLength = 4096;

    /// <summary>And their bytes.</summary>
    public const long QueueBytes = 16 << 20;

    private readonly Channel<EngineEvent> _queue = Channel.CreateBounded<EngineEvent>(
        new BoundedChannelOptions(QueueLength) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly Action<EventSubscription> _unsubscribe;
    private long _bytes;

    internal EventSubscription(IReadOnlyList<EngineEvent> past, Action<EventSubscription> unsubscribe)
    {
        Past = past;
        _unsubscribe = unsubscribe;
    }

    /// <summary>What of the history was asked for.</summary>
    public IReadOnlyList<EngineEvent> Past { get; }

    /// <summary>What was published since the subscription, until the token fires or the reader fell behind.</summary>
    /// <exception cref="EngineException"><see cref="ErrorKind.Unavailable"/>: the reader was too slow and lost events.</exception>
    public async IAsyncEnumerable<EngineEvent> LiveAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var published in _queue.Reader.ReadAllAsync(cancellationToken))
        {
            Interlocked.Add(ref _bytes, -published.Weight);
            yield return published;
        }
    }

    internal void Offer(EngineEvent published)
    {
        if (Interlocked.Add(ref _bytes, published.Weight) > QueueBytes || !_queue.Writer.TryWrite(published))
            _queue.Writer.TryComplete(new EngineException(ErrorKind.Unavailable, "the event reader is too slow: events were lost"));
    }

    public void Dispose()
    {
        _unsubscribe(this);
        _queue.Writer.TryComplete();
    }
}
