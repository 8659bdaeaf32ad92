using EngineApi.Linux.Epoll;
using Microsoft.Extensions.Logging;

namespace EngineApi.Containerd.Supervisor;

/// <summary>
/// Sees to it that there is a containerd. External: somebody else's, which is only asked whether it answers. Managed: one of our
/// own, started (or taken over from an earlier run that died), restarted when it dies, and stopped on disposal. Containers live in
/// shims, which none of this touches.
/// </summary>
public sealed class ContainerdSupervisor : IAsyncDisposable
{
    private readonly SupervisorOptions _options;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly Reactor? _reactor;
    private readonly ManagedContainerd? _managed;
    private volatile ManagedProcess? _process;
    private Task _watching = Task.CompletedTask;
    private int _restarts;

    private ContainerdSupervisor(SupervisorOptions options, ILogger logger)
    {
        (_options, _logger) = (options, logger);
        if (options.Address is { } address)
        {
            Address = address;
            return;
        }
        _reactor = new Reactor(logger.WatchFailed);
        _managed = new ManagedContainerd(options, logger, _reactor);
        Address = _managed.Paths.Socket;
    }

    /// <summary>What to give to <see cref="ContainerdClient"/>; it stays the same over restarts.</summary>
    public string Address { get; }

    /// <summary>True when the containerd is ours.</summary>
    public bool IsManaged => _managed is not null;

    /// <summary>True when an earlier run had started it.</summary>
    public bool WasAdopted { get; private set; }

    /// <summary>The managed containerd's pid; null when external or while it is down.</summary>
    public int? Pid => _process?.Pid;

    /// <summary>How often the managed containerd was started again after it died.</summary>
    public int Restarts => Volatile.Read(ref _restarts);

    /// <summary>Returns when containerd answers.</summary>
    /// <exception cref="ContainerdException">
    /// Unavailable when it does not answer or does not start: the message quotes its log. InvalidArgument when the exec root is too long.
    /// </exception>
    public static async Task<ContainerdSupervisor> StartAsync(SupervisorOptions options, ILogger logger, CancellationToken cancellationToken)
    {
        var supervisor = new ContainerdSupervisor(options, logger);
        try
        {
            await (supervisor.IsManaged ? supervisor.BeginAsync(cancellationToken) : supervisor.AskExternalAsync(cancellationToken));
            return supervisor;
        }
        catch
        {
            await supervisor.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops a managed containerd with SIGTERM; running containers go on. An external one is left alone.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested)
        {
            return;
        }
        await _stop.CancelAsync();
        await _watching;
        if (_process is { } process)
        {
            _process = null;
            await process.StopAsync(_reactor!, _options.StopTimeout, _options.Time);
            process.Dispose();
            File.Delete(_managed!.Paths.PidFile);
        }
        _reactor?.Dispose();
        _stop.Dispose();
    }

    private async Task AskExternalAsync(CancellationToken cancellationToken)
    {
        using var client = new ContainerdClient(Address, "default");
        var version = await client.VersionAsync(cancellationToken);
        _logger.External(version.Version, Address);
    }

    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        _process = await _managed!.AdoptAsync(cancellationToken);
        WasAdopted = _process is not null;
        _process ??= await _managed.StartAsync(cancellationToken);
        _watching = WatchAsync();
    }

    private async Task WatchAsync()
    {
        try
        {
            while (true)
            {
                var started = _options.Time.GetTimestamp();
                await _process!.ExitedAsync(_reactor!, _stop.Token);
                var livedLong = _options.Time.GetElapsedTime(started) > _options.LongestRestartPause;
                await RestartAsync(_process, livedLong ? _options.FirstRestartPause : PauseAfter(Restarts));
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return;
        }
    }

    private async Task RestartAsync(ManagedProcess dead, TimeSpan pause)
    {
        _logger.Died(dead.Pid, pause);
        _process = null;
        dead.Dispose();
        for (var attempt = 1; _process is null; attempt++)
        {
            await Task.Delay(pause, _options.Time, _stop.Token);
            try
            {
                _process = await _managed!.StartAsync(_stop.Token);
                Interlocked.Increment(ref _restarts);
            }
            catch (ContainerdException error)
            {
                pause = PauseAfter(attempt);
                _logger.RestartFailed(pause, error.Message);
            }
        }
    }

    private TimeSpan PauseAfter(int attempts)
    {
        var pause = _options.FirstRestartPause * Math.Pow(2, Math.Min(attempts, 20));
        return pause < _options.LongestRestartPause ? pause : _options.LongestRestartPause;
    }
}
