using System.Runtime.CompilerServices;

namespace EngineApi.Engine.Events;

/// <summary>What has happened and what happens (API: <c>SystemEvents</c>).</summary>
public sealed class WatchEvents(EventBus bus, TimeProvider time)
{
    /// <param name="since">History from this moment on comes first; null: no history.</param>
    /// <param name="until">The feed ends here by itself; null: when the token fires.</param>
    public async IAsyncEnumerable<EngineEvent> ExecuteAsync(
        DateTimeOffset? since, DateTimeOffset? until, EventFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var subscription = bus.Subscribe(since is null && until is null ? null : past => InHistory(past, since, until) && filter.Matches(past));
        foreach (var past in subscription.Past)
            yield return past;
        if (until <= time.GetUtcNow())
            yield break;

        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var timer = until is null ? null : time.CreateTimer(_ => end.Cancel(), null, TimerRange.Clamp(until.Value - time.GetUtcNow()), Timeout.InfiniteTimeSpan);
        var live = subscription.LiveAsync(end.Token).GetAsyncEnumerator(CancellationToken.None);
        await using (live.ConfigureAwait(false))
        {
            while (await NextAsync(live, cancellationToken))
            {
                if (filter.Matches(live.Current))
                    yield return live.Current;
            }
        }
    }

    /// <summary>Reaching <c>until</c> is an end, not an error.</summary>
    private static async Task<bool> NextAsync(IAsyncEnumerator<EngineEvent> live, CancellationToken clientGone)
    {
        try
        {
            return await live.MoveNextAsync();
        }
        catch (OperationCanceledException) when (!clientGone.IsCancellationRequested)
        {
            return false;
        }
    }

    private static bool InHistory(EngineEvent past, DateTimeOffset? since, DateTimeOffset? until) =>
        since is not null && past.Time >= since && (until is null || past.Time <= until);
}
