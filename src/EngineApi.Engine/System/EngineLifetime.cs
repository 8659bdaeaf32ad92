using EngineApi.Engine.Containers.Restore;
using EngineApi.Engine.Images;
using Microsoft.Extensions.DependencyInjection;

// Not EngineApi.Engine.System: that namespace would hide .NET's own from the whole project.
namespace EngineApi.Engine;

/// <summary>
/// The engine's own start and stop. It listens before it is ready: requests that need containers wait for <see cref="Ready"/>,
/// pings do not.
/// </summary>
public sealed class EngineLifetime(ContainerdHost containerd, EngineOptions options, IServiceProvider parts) : IAsyncDisposable
{
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stop = new();
    private Task _following = Task.CompletedTask;

    /// <summary>Completes when every container there is, is known.</summary>
    public Task Ready => _ready.Task;

    /// <summary>Connects to containerd, takes stock, and follows events from then on.</summary>
    /// <exception cref="EngineApi.Containerd.ContainerdException">containerd does not answer.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var directory in new[] { options.DataRoot, options.ExecRoot })
                Directory.CreateDirectory(directory, (UnixFileMode)0x1C9); // 0711: containers' users must get through
            await containerd.StartAsync(cancellationToken);
            await parts.GetRequiredService<DropStaleLeases>().ExecuteAsync(cancellationToken);
            await parts.GetRequiredService<RestoreContainers>().LoadAsync(cancellationToken);
            _following = parts.GetRequiredService<Reconciler>().RunAsync(_stop.Token);
            _ready.TrySetResult();
        }
        catch (Exception e)
        {
            _ready.TrySetException(e);
            throw;
        }
    }

    /// <summary>Leaves containers running, and stops a private containerd.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _following.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await containerd.DisposeAsync();
        _stop.Dispose();
    }
}
