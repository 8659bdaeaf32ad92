namespace EngineApi.Engine.Events;

/// <summary>What has happened and what happens (API: <c>SystemEvents</c>).</summary>
public sealed class WatchEvents(EventBus bus, TimeProvider time)
{
    /// <returns>Subscribed from this moment on.</returns>
    public EventFeed Open(EventRange range, EventFilter filter)
    {
        // A number that was not reached yet is of another life of this data root: then nothing of the history is known to its reader.
        var after = range.After > bus.Sequence ? 0 : range.After;
        var subscription = bus.Subscribe(range is { After: null, Since: null } ? null : past => IsWanted(past, after, range) && filter.Matches(past));
        var hasGap = range.After is not null && (range.After != after || after < subscription.CompleteAfter);
        if (range.Until is not { } until)
            return new(subscription, filter, hasGap, end: null);

        var left = until - time.GetUtcNow();
        if (left > TimeSpan.Zero)
            return new(subscription, filter, hasGap, time.CreateTimer(_ => subscription.Complete(), null, TimerRange.Clamp(left), Timeout.InfiniteTimeSpan));
        subscription.Complete();
        return new(subscription, filter, hasGap, end: null);
    }

    private static bool IsWanted(EngineEvent past, long? after, EventRange range) =>
        (after is null ? past.Time >= range.Since : past.Sequence > after) && (range.Until is null || past.Time <= range.Until);
}
