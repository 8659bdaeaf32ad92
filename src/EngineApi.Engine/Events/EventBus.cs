using System.Collections.Immutable;

namespace EngineApi.Engine.Events;

/// <summary>
/// Publishes events to subscribers and keeps the last <see cref="HistoryLength"/>, of <see cref="HistoryBytes"/> at most, for <c>since</c>.
/// Publishing never waits: a subscriber that does not keep up is cut off and told (<see cref="EventSubscription"/>).
/// </summary>
public sealed class EventBus(TimeProvider time)
{
    public const int HistoryLength = 1024;

    /// <summary>An event repeats what clients chose: labels, and the command of an exec.</summary>
    public const long HistoryBytes = 4 << 20;

    private readonly Lock _gate = new();
    private readonly Queue<EngineEvent> _history = new(HistoryLength);
    private ImmutableArray<EventSubscription> _subscriptions = [];
    private long _historyBytes;
    private long _sequence;

    /// <summary>How many read along at this moment.</summary>
    public int SubscriptionCount => _subscriptions.Length;

    /// <summary>How many were published since the start.</summary>
    public long PublishedCount => Interlocked.Read(ref _sequence);

    public EngineEvent Publish(string type, string action, string id, IEnumerable<KeyValuePair<string, string>> attributes)
    {
        lock (_gate)
        {
            var published = new EngineEvent(
                ++_sequence, time.GetUtcNow(), type, action, id, attributes.ToImmutableSortedDictionary(StringComparer.Ordinal));
            Remember(published);
            foreach (var subscription in _subscriptions)
                subscription.Offer(published);
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
    public EventSubscription Subscribe(Func<EngineEvent, bool>? replay = null)
    {
        lock (_gate)
        {
            var past = replay is null ? [] : _history.Where(replay).ToArray();
            var subscription = new EventSubscription(past, Remove);
            _subscriptions = _subscriptions.Add(subscription);
            return subscription;
        }
    }

    private void Remember(EngineEvent published)
    {
        _history.Enqueue(published);
        _historyBytes += published.Weight;
        while (_history.Count > HistoryLength || _historyBytes > HistoryBytes)
            _historyBytes -= _history.Dequeue().Weight;
    }

    private void Remove(EventSubscription subscription)
    {
        lock (_gate)
            _subscriptions = _subscriptions.Remove(subscription);
    }
}
