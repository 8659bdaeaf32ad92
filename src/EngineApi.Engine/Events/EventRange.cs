namespace EngineApi.Engine.Events;

/// <summary>Which events a reader asks for.</summary>
public readonly record struct EventRange
{
    /// <summary>History from this moment on comes first; null: no history.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>The feed ends here by itself; null: when the reader leaves.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>The last event the reader has seen: all that came after it comes first. Takes the place of <see cref="Since"/>.</summary>
    public long? After { get; init; }
}
