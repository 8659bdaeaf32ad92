namespace EngineApi.Engine.Networks.Sandbox;

/// <summary>Ends of runs that go on behind their callers' backs, for those who need what they will give back.</summary>
internal sealed class Leavings
{
    private readonly Lock _gate = new();
    private readonly HashSet<Task> _tasks = [];

    /// <summary>Completed when those have ended that go on now.</summary>
    public Task All
    {
        get
        {
            lock (_gate)
                return Task.WhenAll(_tasks);
        }
    }

    /// <param name="leaving">It never fails.</param>
    public void Add(Task leaving)
    {
        lock (_gate)
            _tasks.Add(leaving);
        _ = ForgetAsync(leaving);
    }

    private async Task ForgetAsync(Task leaving)
    {
        await leaving;
        lock (_gate)
            _tasks.Remove(leaving);
    }
}
