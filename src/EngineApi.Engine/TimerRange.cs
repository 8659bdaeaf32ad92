namespace EngineApi.Engine;

/// <summary>Clients may ask for any number of seconds; timers cannot count that far.</summary>
internal static class TimerRange
{
    /// <summary>A little less than the 2³²-2 milliseconds of <see cref="TimeProvider.CreateTimer"/>.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(49);

    /// <summary>The span, none if it is over already, and no end if it is longer than a timer can be.</summary>
    public static TimeSpan Clamp(TimeSpan span) =>
        span <= TimeSpan.Zero ? TimeSpan.Zero : span > Longest ? Timeout.InfiniteTimeSpan : span;
}
