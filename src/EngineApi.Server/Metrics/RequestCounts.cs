namespace EngineApi.Server.Metrics;

/// <summary>How many requests were answered, by status. Counting one allocates nothing.</summary>
internal sealed class RequestCounts
{
    private const int Lowest = 100;

    private readonly long[] _answered = new long[500];

    public void Add(int status)
    {
        if (status - Lowest is >= 0 and var index && index < _answered.Length) Interlocked.Increment(ref _answered[index]);
    }

    /// <summary>Of every status.</summary>
    public long Total => Read().Sum(static pair => pair.Count);

    /// <summary>The statuses there were, ascending.</summary>
    public IEnumerable<(int Status, long Count)> Read() =>
        _answered.Select(static (_, index) => index + Lowest).Select(status => (status, Interlocked.Read(ref _answered[status - Lowest])))
            .Where(static pair => pair.Item2 > 0);
}

/// <summary>Outermost: counts each answer at its end, so a stream counts when it is over.</summary>
internal sealed class CountedRequests(RequestDelegate next, RequestCounts counts, ActionTimes times, TimeProvider clock)
{
    public Task InvokeAsync(HttpContext context)
    {
        var began = clock.GetTimestamp();
        var served = next(context);
        if (!served.IsCompletedSuccessfully) return CountAsync(context, served, began);
        Count(context, began);
        return served;
    }

    private async Task CountAsync(HttpContext context, Task served, long began)
    {
        await served; // ErrorBoundary lets nothing pass
        Count(context, began);
    }

    private void Count(HttpContext context, long began)
    {
        var status = context.Response.StatusCode;
        counts.Add(status);
        if (status < StatusCodes.Status300MultipleChoices && context.GetEndpoint()?.Metadata.GetMetadata<TimedAction>() is { } action)
            times.Add(action.Name, clock.GetElapsedTime(began));
    }
}
