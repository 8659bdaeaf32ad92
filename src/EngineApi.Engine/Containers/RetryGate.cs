namespace EngineApi.Engine.Containers;

/// <summary>Lets one through at a time; the others leave to it what they came for.</summary>
internal sealed class RetryGate
{
    private const int Free = 0;
    private const int Taken = 1;
    private const int Wanted = 2;

    private int _state;

    /// <returns>False if another one has entered and not left: it hears of this when it wants to.</returns>
    public bool Enter() => Interlocked.CompareExchange(ref _state, Taken, Free) == Free
        || (Interlocked.CompareExchange(ref _state, Wanted, Taken) == Free && Enter());

    /// <returns>False if somebody has come since the last time: there is something left to do.</returns>
    public bool TryLeave()
    {
        if (Interlocked.CompareExchange(ref _state, Free, Taken) == Taken)
            return true;
        Volatile.Write(ref _state, Taken);
        return false;
    }

    /// <summary>Whatever anybody came for.</summary>
    public void Leave() => Volatile.Write(ref _state, Free);
}
