namespace EngineApi.Engine.Images.Pull;

/// <summary>One at a time for each key.</summary>
internal sealed class KeyedTurns
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Turn> _turns = new(StringComparer.Ordinal);

    /// <returns>To be disposed at the end of the turn.</returns>
    public async Task<IDisposable> TakeAsync(string key, Action waits, CancellationToken cancellationToken)
    {
        Turn? turn;
        lock (_gate)
        {
            if (!_turns.TryGetValue(key, out turn))
                _turns[key] = turn = new(this, key);
            turn.Users++;
        }
        try
        {
            var taken = turn.Gate.WaitAsync(cancellationToken);
            if (!taken.IsCompleted)
                waits();
            await taken;
            return turn;
        }
        catch
        {
            Leave(turn);
            throw;
        }
    }

    private void Leave(Turn turn)
    {
        lock (_gate)
        {
            if (--turn.Users > 0)
                return;
            _turns.Remove(turn.Key);
        }
        turn.Gate.Dispose();
    }

    private sealed class Turn(KeyedTurns owner, string key) : IDisposable
    {
        public string Key => key;

        public SemaphoreSlim Gate { get; } = new(1);

        public int Users { get; set; }

        public void Dispose()
        {
            Gate.Release();
            owner.Leave(this);
        }
    }
}
