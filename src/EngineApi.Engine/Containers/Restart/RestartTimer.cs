using Microsoft.Extensions.Logging;

namespace EngineApi.Engine.Containers.Restart;

/// <summary>
/// Starts containers for their restart policies: after a pause, or at the daemon's start. A container that waits is
/// <see cref="ContainerStatus.Restarting"/>; <see cref="CancelRestart"/> ends the wait.
/// </summary>
public sealed class RestartTimer(
    StartContainer start, ContainerTable containers, TimeProvider time, ILogger<RestartTimer> log) : IDisposable
{
    /// <summary>Two may need each other.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);

    /// <summary>After a reboot all of them start at once; more side by side would only slow each other down.</summary>
    private const int MostAtOnce = 8;

    private readonly SemaphoreSlim _turns = new(MostAtOnce);
    private volatile bool _stopped;

    /// <summary>Call it from a transition in the container's mailbox, when it has been made <see cref="ContainerStatus.Restarting"/>.</summary>
    internal void Begin(Container container, TimeSpan pause)
    {
        var wait = new CancellationTokenSource();
        container.Restart = wait;
        _ = RestartAsync(container, pause, wait);
    }

    /// <summary>No more containers are started; those that wait are found by the next start of the daemon.</summary>
    public void Stop() => _stopped = true;

    public void Dispose()
    {
        Stop();
        _turns.Dispose();
    }

    /// <summary>Returns when those it cannot do without have been started as well, or will not be.</summary>
    private async Task NeededAsync(ContainerSettings settings, CancellationToken cancelled)
    {
        using var limit = new CancellationTokenSource(LongestWait, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancelled);
        try
        {
            foreach (var needed in NeededContainers.Of(settings).Select(FindOrNull).OfType<Container>())
                await needed.UntilAsync(static one => !one.IsUnseen && one.Current.Status != ContainerStatus.Restarting, either.Token);
        }
        catch (OperationCanceledException) when (!cancelled.IsCancellationRequested)
        {
            // The start says what is missing.
        }
    }

    /// <summary>Nobody either if several ids begin so: the start says that, too.</summary>
    private Container? FindOrNull(string nameOrId)
    {
        try
        {
            return containers.FindOrNull(nameOrId);
        }
        catch (EngineException)
        {
            return null;
        }
    }

    private async Task RestartAsync(Container container, TimeSpan pause, CancellationTokenSource wait)
    {
        try
        {
            await Task.Delay(pause, time, wait.Token);
            if (_stopped)
                return;
            await NeededAsync(container.Current.Settings, wait.Token);
            await _turns.WaitAsync(wait.Token);
            try
            {
                if (!_stopped)
                    await start.RestartAsync(container, wait.Token);
            }
            finally
            {
                _turns.Release();
            }
        }
        catch (OperationCanceledException) when (wait.IsCancellationRequested)
        {
            // Somebody else decided.
        }
        catch (Exception e)
        {
            log.RestartFailed(container.Id, e);
        }
    }
}
