namespace EngineApi.Engine.Containers.Restart;

/// <summary>How long a restart policy waits: 100 ms, doubled with each run that ends early, up to a minute.</summary>
internal sealed class RestartBackoff
{
    public static readonly TimeSpan First = TimeSpan.FromMilliseconds(100);

    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    /// <summary>A run of this length counts as a success.</summary>
    public static readonly TimeSpan LongRun = TimeSpan.FromSeconds(10);

    private TimeSpan _last;

    /// <param name="ran">How long the run lasted that has ended.</param>
    public TimeSpan After(TimeSpan ran)
    {
        if (ran >= LongRun)
            Reset();
        var next = _last == TimeSpan.Zero ? First : _last * 2;
        return _last = next < Longest ? next : Longest;
    }

    /// <summary>Somebody started it by hand.</summary>
    public void Reset() => _last = TimeSpan.Zero;
}
