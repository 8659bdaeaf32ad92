using System.Collections.Immutable;

namespace EngineApi.Engine.Events;

/// <summary>
/// Publishes events to subscribers and keeps the last <see cref="HistoryLength"/>, of <see cref="HistoryBytes"/> at most, for <c>since</c>.
/// Publishing never waits: a subscriber that does not keep up is cut off and told (<see cref="Subscription{T}"/>).
/// </summary>
public sealed class EventBus(TimeProvider time)
{
    public const int HistoryLength = 1024;

    /// <summary>An event repeats what clients chose: labels, and the command of an exec.</summary>
    public const long HistoryBytes = 4 << 20;

    private readonly Lock _gate = new();
    private readonly Queue<EngineEvent> _history = new(HistoryLength);
    private readonly Subscribers<EngineEvent> _clients = new();
    private readonly Subscribers<EngineEvent> _recorders = new();
    private long _historyBytes;
    private long _sequence;
    private long _published;
    private long _remembered;
    private long _completeAfter;

    /// <summary>How many clients read along at this moment.</summary>
    public int SubscriptionCount => _clients.Count;

    /// <summary>How many were published since the start.</summary>
    public long PublishedCount => Interlocked.Read(ref _published);

    /// <summary>The last event's, of this daemon or of the one before.</summary>
    public long Sequence => Interlocked.Read(ref _sequence);

    public EngineEvent Publish(string type, string action, string id, IEnumerable<KeyValuePair<string, string>> attributes)
    {
        lock (_gate)
        {
            var published = new EngineEvent(
                ++_sequence, time.GetUtcNow(), type, action, id, attributes.ToImmutableSortedDictionary(StringComparer.Ordinal));
            Interlocked.Increment(ref _published);
            Remember(published);
            _clients.Offer(published);
            _recorders.Offer(published);
            return published;
        }
    }

    public EngineEvent Publish(string type, string action, string id, params ReadOnlySpan<(string Key, string Value)> attributes)
    {
        var copy = new List<KeyValuePair<string, string>>(attributes.Length);
        foreach (var (key, value) in attributes)
            copy.Add(new(key, value));
        return Publish(type, action, id, copy);
    }

    /// <summary>
    /// Subscribes from now on; <paramref name="replay"/> selects what of the history comes first. No event is missed or
    /// doubled between the two.
    /// </summary>
    public EventSubscription Subscribe(Func<EngineEvent, bool>? replay = null) => Subscribe(replay, _clients);

    /// <summary>As <see cref="Subscribe(Func{EngineEvent, bool})"/>, for a reader that is part of the daemon and not counted.</summary>
    internal EventSubscription Record(Func<EngineEvent, bool> replay) => Subscribe(replay, _recorders);

    /// <summary>
    /// Goes on where an earlier daemon ended. What was published before is numbered anew: nobody has read it, since clients wait until
    /// the engine is ready.
    /// </summary>
    /// <param name="past">Its events, in their order.</param>
    /// <param name="sequence">Numbers begin after this one.</param>
    internal void Resume(IReadOnlyList<EngineEvent> past, long sequence)
    {
        lock (_gate)
        {
            var early = _history.ToArray();
            _history.Clear();
            (_historyBytes, _remembered) = (0, 0);
            foreach (var known in past)
                Remember(known);
            if (sequence > _remembered)
                _completeAfter = _remembered = sequence;
            _sequence = sequence;
            foreach (var one in early)
                Remember(new(++_sequence, one.Time, one.Type, one.Action, one.Id, one.Attributes));
        }
    }

    private EventSubscription Subscribe(Func<EngineEvent, bool>? replay, Subscribers<EngineEvent> among)
    {
        lock (_gate)
        {
            var past = replay is null ? [] : _history.Where(replay).ToArray();
            var subscription = new EventSubscription(past, _sequence, _completeAfter, among.Remove);
            among.Add(subscription);
            return subscription;
        }
    }

    private void Remember(EngineEvent published)
    {
        if (published.Sequence > _remembered + 1)
            _completeAfter = published.Sequence - 1;
        _remembered = published.Sequence;
        _history.Enqueue(published);
        _historyBytes += published.Weight;
        while (_history.Count > HistoryLength || _historyBytes > HistoryBytes)
        {
            var forgotten = _history.Dequeue();
            _historyBytes -= forgotten.Weight;
            _completeAfter = Math.Max(_completeAfter, forgotten.Sequence);
        }
    }
}
