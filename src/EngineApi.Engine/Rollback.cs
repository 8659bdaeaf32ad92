namespace EngineApi.Engine;

/// <summary>
/// The undo of a multi-step operation: each step registers how to take it back, and unless <see cref="Commit"/> is
/// reached the steps are unwound in reverse order. One failing undo does not stop the others.
/// </summary>
public sealed class Rollback(Action<string, Exception> onUndoFailed) : IAsyncDisposable
{
    private readonly Stack<(string Step, Func<Task> Undo)> _steps = new();

    /// <param name="step">What was done, for the log when its undo fails.</param>
    /// <param name="undo">Takes the step back; it must not depend on the caller's cancellation.</param>
    public void Add(string step, Func<Task> undo) => _steps.Push((step, undo));

    public void Add(string step, Action undo) => Add(step, () =>
    {
        undo();
        return Task.CompletedTask;
    });

    /// <summary>Everything is done: nothing will be unwound.</summary>
    public void Commit() => _steps.Clear();

    public async ValueTask DisposeAsync()
    {
        while (_steps.TryPop(out var entry))
        {
            try
            {
                await entry.Undo();
            }
            catch (Exception e)
            {
                onUndoFailed(entry.Step, e);
            }
        }
    }
}
