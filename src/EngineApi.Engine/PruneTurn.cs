namespace EngineApi.Engine;

/// <summary>One prune of a kind at a time; a second one is refused rather than kept waiting.</summary>
internal sealed class PruneTurn
{
    private int _taken;

    /// <exception cref="EngineException">Conflict.</exception>
    public IDisposable Take() => Interlocked.CompareExchange(ref _taken, 1, 0) == 0
        ? new Turn(this)
        : throw EngineException.Conflict("a prune operation is already running");

    private sealed class Turn(PruneTurn of) : IDisposable
    {
        public void Dispose() => Volatile.Write(ref of._taken, 0);
    }
}
