namespace EngineApi.Containerd.Events;

/// <summary>The pauses between attempts to subscribe: each is twice the one before.</summary>
public sealed record EventBackoff
{
    public TimeSpan First { get; init; } = TimeSpan.FromMilliseconds(50);

    public TimeSpan Longest { get; init; } = TimeSpan.FromSeconds(5);

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <param name="attempts">How many attempts failed since the last success.</param>
    /// <param name="cancellationToken">Ends the pause.</param>
    internal Task PauseAsync(int attempts, CancellationToken cancellationToken) => Task.Delay(After(attempts), Time, cancellationToken);

    internal TimeSpan After(int attempts)
    {
        var pause = First * Math.Pow(2, Math.Clamp(attempts, 0, 20));
        return pause < Longest ? pause : Longest;
    }
}
