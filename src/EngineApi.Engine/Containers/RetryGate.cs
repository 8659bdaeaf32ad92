namespace EngineApi.Engine.Containers;

/// <summary>Lets one through at a time; the others learn that somebody is at it.</summary>
internal sealed class RetryGate
{
    private int _taken;

    /// <returns>False if another one has entered and not left.</returns>
    public bool Enter() => Interlocked.Exchange(ref _taken, 1) == 0;

    public void Leave() => Volatile.Write(ref _taken, 0);
}
