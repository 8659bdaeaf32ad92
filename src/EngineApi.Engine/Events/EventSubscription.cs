using System.Threading.Channels;

namespace EngineApi.Engine.Events;

/// <summary>One reader's bounded queue of events. Dispose to unsubscribe.</summary>
public sealed class EventSubscription : IDisposable
{
    /// <summary>Events a reader may lag behind before it is cut off.</summary>
    public const int QueueLength = 4096;

    private readonly Channel<EngineEvent> _queue = Channel.CreateBounded<EngineEvent>(
        new BoundedChannelOptions(QueueLength) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly IReadOnlyList<EngineEvent> _past;
    private readonly Action<EventSubscription> _unsubscribe;

    internal EventSubscription(IReadOnlyList<EngineEvent> past, Action<EventSubscription> unsubscribe)
    {
        _past = past;
        _unsubscribe = unsubscribe;
    }

    /// <summary>Past events first, then live ones until the token fires or the reader fell behind.</summary>
    /// <exception cref="EngineException"><see cref="ErrorKind.Unavailable"/>: the reader was too slow and lost events.</exception>
    public async IAsyncEnumerable<EngineEvent> ReadAllAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var past in _past)
            yield return past;
        await foreach (var live in _queue.Reader.ReadAllAsync(cancellationToken))
            yield return live;
    }

    /// <summary>What of the history was asked for, without waiting for anything live.</summary>
    public IReadOnlyList<EngineEvent> Past => _past;

    internal void Offer(EngineEvent published)
    {
        if (!_queue.Writer.TryWrite(published))
            _queue.Writer.TryComplete(new EngineException(ErrorKind.Unavailable, "the event reader is too slow: events were lost"));
    }

    public void Dispose()
    {
        _unsubscribe(this);
        _queue.Writer.TryComplete();
    }
}
