namespace EngineApi.Engine.Registry;

/// <summary>How often, and after how long, something is asked again that failed for a reason that may pass.</summary>
/// <param name="Attempts">Altogether.</param>
/// <param name="First">Before the second attempt; doubled before each one after that.</param>
/// <param name="Longest">Also of what a registry asks for by <c>Retry-After</c>; a longer time is a failure at once.</param>
public sealed record RetryPolicy(int Attempts, TimeSpan First, TimeSpan Longest)
{
    public static RetryPolicy Default { get; } = new(5, TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(30));

    /// <param name="failures">How many there were, from 1.</param>
    public TimeSpan After(int failures)
    {
        var wait = First * Math.Pow(2, Math.Min(failures - 1, 16));
        return wait < Longest ? wait : Longest;
    }

    /// <summary>The time before the next attempt; null when there shall be none.</summary>
    public TimeSpan? After(int failures, HttpResponseMessage answer, TimeProvider time)
    {
        if (failures >= Attempts)
            return null;
        var asked = answer.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - time.GetUtcNow(),
            _ => After(failures),
        };
        return asked > Longest ? null : asked < TimeSpan.Zero ? TimeSpan.Zero : asked;
    }
}
