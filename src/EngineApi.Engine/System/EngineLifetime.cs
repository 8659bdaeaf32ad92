using EngineApi.Engine.Containers;
using EngineApi.Engine.Containers.Health;
using EngineApi.Engine.Containers.Restart;
using EngineApi.Engine.Containers.Restore;
using EngineApi.Engine.Events;
using EngineApi.Engine.Images;
using EngineApi.Engine.Networks;
using EngineApi.Engine.Networks.Firewall;
using EngineApi.Engine.Stdio;
using EngineApi.Engine.Volumes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

// Not EngineApi.Engine.System: that namespace would hide .NET's own from the whole project.
namespace EngineApi.Engine;

/// <summary>
/// The engine's own start and stop. It listens before it is ready: requests that need containers wait for <see cref="Ready"/>,
/// pings do not.
/// </summary>
public sealed class EngineLifetime(
    ContainerdHost containerd, EngineOptions options, ContainerTable containers, StdioThread thread, EventRecorder recorder, IServiceProvider parts,
    TimeProvider time, ILogger<EngineLifetime> log) : IAsyncDisposable
{
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private Reconciler? _reconciler;
    private RestartTimer? _restarts;
    private HealthWatch? _health;
    private Task _following = Task.CompletedTask;
    private Task? _stopping;

    /// <summary>Completes when every container there is, is known.</summary>
    public Task Ready => _ready.Task;

    /// <summary>Connects to containerd, takes stock, and follows events from then on.</summary>
    /// <exception cref="EngineApi.Containerd.ContainerdException">containerd does not answer.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            EngineDirectories.Make(options);
            recorder.Start();
            parts.GetRequiredService<NetworkTable>().Load();
            parts.GetRequiredService<VolumeTable>().Load();
            await containerd.StartAsync(cancellationToken);
            await parts.GetRequiredService<DropStaleLeases>().ExecuteAsync(cancellationToken);
            _health = parts.GetRequiredService<HealthWatch>();
            _restarts = parts.GetRequiredService<RestartTimer>();
            _reconciler = parts.GetRequiredService<Reconciler>();
            await parts.GetRequiredService<RestoreContainers>().LoadAsync(cancellationToken);
            parts.GetRequiredService<FlushWatch>().Begin();
            _following = _reconciler.RunAsync();
            _ready.TrySetResult();
        }
        catch (Exception e)
        {
            _ready.TrySetException(e);
            throw;
        }
    }

    /// <summary>
    /// Leaves containers running: stops following them, and lets go of their streams, so that what they write waits in the kernel
    /// for the next start. The second call waits for the first.
    /// </summary>
    public Task StopAsync()
    {
        lock (_gate)
            return _stopping ??= StopOnceAsync();
    }

    /// <summary>Stops, and with it a private containerd.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await thread.LeaveHolderAsync();
        await containerd.DisposeAsync();
        // Not before the last container was left, and containerd's end was seen.
        thread.Dispose();
    }

    private async Task StopOnceAsync()
    {
        _reconciler?.Stop();
        _restarts?.Stop();
        _health?.Stop();
        await _following.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.WhenAll(containers.All.Select(LeaveAsync));
        await recorder.StopAsync();
    }

    /// <summary>After the transition under way, so that none finds its streams gone; one that takes too long has to.</summary>
    private async Task LeaveAsync(Container container)
    {
        try
        {
            var left = container.Mailbox.RunAsync(container.Stdio.LeaveAsync, CancellationToken.None);
            await left.WaitAsync(options.ShutdownTimeout / 2, time);
        }
        catch (Exception e)
        {
            log.LeaveFailed(container.Id, e);
        }
    }
}
