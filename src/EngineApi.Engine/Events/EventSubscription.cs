namespace EngineApi.Engine.Events;

/// <summary>One reader of events: what it asked for of the history, and what was published since.</summary>
public sealed class EventSubscription : Subscription<EngineEvent>
{
    internal EventSubscription(IReadOnlyList<EngineEvent> past, long sequence, long completeAfter, Action<Subscription<EngineEvent>> unsubscribe)
        : base(unsubscribe)
    {
        Past = past;
        Sequence = sequence;
        CompleteAfter = completeAfter;
    }

    /// <summary>What of the history was asked for.</summary>
    public IReadOnlyList<EngineEvent> Past { get; }

    /// <summary>The last event before the subscription.</summary>
    public long Sequence { get; }

    /// <summary>Of the events up to this one the history may lack some; it has all that came after it.</summary>
    public long CompleteAfter { get; }
}
