namespace EngineApi.Engine.Containers;

/// <summary>
/// Serialises everything that changes one container: transitions run one at a time, in the order they were posted.
/// A caller that gives up stops waiting; a transition that has begun always runs to its end.
/// </summary>
/// <remarks>
/// A transition must never await another transition of the same mailbox: it would wait for itself. What has to wait for
/// the container (a stop for its exit) waits outside and posts again.
/// </remarks>
public sealed class Mailbox
{
    /// <summary>More than this many waiting transitions of one container mean that something is stuck.</summary>
    public const int Capacity = 1024;

    private readonly Lock _gate = new();
    private Task _tail = Task.CompletedTask;
    private int _waiting;

    /// <exception cref="EngineException"><see cref="ErrorKind.Unavailable"/> when <see cref="Capacity"/> is reached.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up; if the transition had begun, it still runs.</exception>
    public Task<T> RunAsync<T>(Func<Task<T>> transition, CancellationToken callerGivesUp)
    {
        Task<T> run;
        lock (_gate)
        {
            if (_waiting >= Capacity)
                throw new EngineException(ErrorKind.Unavailable, "too many operations are waiting for this container");
            _waiting++;
            _tail = run = NextAsync(_tail, transition, callerGivesUp);
        }

        return callerGivesUp.CanBeCanceled ? run.WaitAsync(callerGivesUp) : run;
    }

    public Task RunAsync(Func<Task> transition, CancellationToken callerGivesUp) => RunAsync(
        async () =>
        {
            await transition();
            return true;
        },
        callerGivesUp);

    private async Task<T> NextAsync<T>(Task previous, Func<Task<T>> transition, CancellationToken callerGivesUp)
    {
        try
        {
            await previous.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
            callerGivesUp.ThrowIfCancellationRequested();
            return await transition();
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }
}
