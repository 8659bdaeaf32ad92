using System.Diagnostics.CodeAnalysis;

namespace EngineApi.Engine.Events;

/// <summary>The events one reader asked for: first those of the history, then those that come. Dispose to unsubscribe.</summary>
public sealed class EventFeed : IFeed<EngineEvent>, IDisposable
{
    private readonly EventSubscription _subscription;
    private readonly EventFilter _filter;
    private readonly ITimer? _end;
    private int _read;

    internal EventFeed(EventSubscription subscription, EventFilter filter, bool hasGap, ITimer? end)
    {
        _subscription = subscription;
        _filter = filter;
        _end = end;
        HasGap = hasGap;
        Position = subscription.Past.Count == 0 ? subscription.Sequence : null;
    }

    /// <summary>The reader resumes after an event from which on the history is not complete: some may be missing.</summary>
    public bool HasGap { get; }

    /// <summary>The first event from which on none is missing.</summary>
    public long CompleteFrom => _subscription.CompleteAfter + 1;

    /// <summary>Everything up to this event was read, or is not asked for; null before the first of the history was read.</summary>
    public long? Position { get; private set; }

    public bool TryRead([MaybeNullWhen(false)] out EngineEvent item)
    {
        var past = _subscription.Past;
        if (_read < past.Count)
        {
            item = past[_read++];
            Position = _read < past.Count ? item.Sequence : _subscription.Sequence;
            return true;
        }
        while (_subscription.TryRead(out item))
        {
            Position = item.Sequence;
            if (_filter.Matches(item))
                return true;
        }
        return false;
    }

    public ValueTask<bool> WaitAsync(CancellationToken cancellationToken) =>
        _read < _subscription.Past.Count ? new(true) : _subscription.WaitAsync(cancellationToken);

    public void Dispose()
    {
        _end?.Dispose();
        _subscription.Dispose();
    }
}
