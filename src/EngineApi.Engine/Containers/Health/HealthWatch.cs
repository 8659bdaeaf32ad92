using EngineApi.Engine.Events;
using Microsoft.Extensions.Logging;

namespace EngineApi.Engine.Containers.Health;

/// <summary>
/// Probes running containers by their health checks. One timer for each, no thread; a container is not probed while it is paused,
/// and its next probe begins a pause after the last one ended.
/// </summary>
public sealed class HealthWatch(
    ProbeContainer probes, ContainerPersistence persistence, EngineOptions options, EventBus events, TimeProvider time, ILogger<HealthWatch> log) : IDisposable
{
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Begins with a run of a container, and ends with it. Does nothing for a container without a probe.</summary>
    internal void Begin(Container container)
    {
        if (HealthProbe.Of(container.Current.Settings.Config) is { } probe && !_stop.IsCancellationRequested)
            _ = UntilExitAsync(container, probe, container.Exits.Next);
    }

    /// <summary>No more probes; those under way are left behind.</summary>
    public void Stop() => _stop.Cancel();

    public void Dispose() => Stop();

    private async Task UntilExitAsync(Container container, HealthProbe probe, Task exit)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        var watch = WatchAsync(container, probe, container.Current.Lifecycle.StartedAt, end.Token);
        await Task.WhenAny(watch, exit);
        await end.CancelAsync();
        try
        {
            await watch;
        }
        catch (OperationCanceledException)
        {
            // It exited, or we stop.
        }
        catch (Exception e)
        {
            log.ProbeFailed(container.Id, e);
        }
    }

    private async Task WatchAsync(Container container, HealthProbe probe, DateTimeOffset? run, CancellationToken end)
    {
        while (true)
        {
            var before = container.Current;
            var running = time.GetUtcNow() - (before.Lifecycle.StartedAt ?? time.GetUtcNow());
            await Task.Delay(probe.Pause(before.Health ?? ContainerHealth.Starting, running), time, end);
            var current = container.Current;
            if (current.Lifecycle.StartedAt != run)
                return;
            // Without a pid, its shim has not answered yet since this daemon began.
            if (current.Status != ContainerStatus.Running || current.Pid == 0)
                continue;
            var result = await probes.ExecuteAsync(container, probe, end);
            await container.Mailbox.RunAsync(() => RecordAsync(container, probe, result, run), end);
        }
    }

    private async Task RecordAsync(Container container, HealthProbe probe, ProbeResult result, DateTimeOffset? run)
    {
        var current = container.Current;
        if (!current.IsRunning || current.Lifecycle.StartedAt != run)
            return;
        var before = current.Health ?? ContainerHealth.Starting;
        var health = before.After(result, probe, current.Lifecycle.StartedAt ?? result.Begun);
        await SaveAsync(current, health);
        if (health.Status == before.Status)
        {
            container.Swap(current with { Health = health });
            return;
        }

        var lifecycle = current.Lifecycle with { Health = health.Status };
        await persistence.SaveLifecycleAsync(container.Id, lifecycle);
        events.PublishContainer(container.Swap(current with { Health = health, Lifecycle = lifecycle }), "health_status: " + health.Status);
    }

    // What was found is shown all the same; only the next daemon would not know of it.
    private async Task SaveAsync(ContainerSnapshot container, ContainerHealth health)
    {
        try
        {
            await HealthFile.SaveAsync(options, container, health, CancellationToken.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.HealthNotSaved(container.Id, e);
        }
    }
}
