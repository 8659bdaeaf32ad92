namespace EngineApi.Engine.Containers;

/// <summary>How a run of a container ended.</summary>
/// <param name="ExitCode">0–255.</param>
/// <param name="Error">Why it could not be told properly; null if it could.</param>
public sealed record ContainerExit(int ExitCode, string? Error = null);

/// <summary>What waits for a container to exit or to go away; awaitable many times and by many.</summary>
public sealed class ExitSignal
{
    private readonly TaskCompletionSource<ContainerExit> _removed = New();
    private TaskCompletionSource<ContainerExit> _next = New();

    /// <summary>Completes at the next exit after this call, or at the removal.</summary>
    public Task<ContainerExit> Next => Volatile.Read(ref _next).Task;

    /// <summary>Completes when the container has been removed, with its last exit.</summary>
    public Task<ContainerExit> Removed => _removed.Task;

    internal void Exited(ContainerExit exit) => Interlocked.Exchange(ref _next, New()).TrySetResult(exit);

    internal void Gone(ContainerExit last)
    {
        Volatile.Read(ref _next).TrySetResult(last);
        _removed.TrySetResult(last);
    }

    private static TaskCompletionSource<ContainerExit> New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
