namespace EngineApi.Grpc.Dialing;

/// <summary>
/// Notices a peer that is there but has stopped, as a process under SIGSTOP has: its socket neither closes nor answers. Runs
/// only while there are connections. HTTP/2 PINGs, which SocketsHttpHandler could send by itself, will not do: gRPC servers
/// in Go take more than one in five minutes for abuse and close the connection (ENHANCE_YOUR_CALM, "too_many_pings"). A call
/// is always welcome.
/// </summary>
/// <param name="options">The times.</param>
/// <param name="probe">Asks the peer anything and completes with its answer.</param>
internal sealed class SilenceWatch(UnixSocketChannelOptions options, Func<CancellationToken, Task> probe) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly HashSet<UnixSocketConnection> _connections = [];
    private readonly CancellationTokenSource _stop = new();
    private bool _isWatching;

    public void Add(UnixSocketConnection connection)
    {
        lock (_gate)
        {
            _connections.Add(connection);
            if (_isWatching)
                return;
            _isWatching = true;
        }
        _ = WatchAsync();
    }

    public void Remove(UnixSocketConnection connection)
    {
        lock (_gate)
            _connections.Remove(connection);
    }

    public void Dispose() => _stop.Cancel();

    private async Task WatchAsync()
    {
        using var ticks = new PeriodicTimer(options.SilenceBeforeProbe / 4, options.TimeProvider);
        try
        {
            while (await ticks.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false))
            {
                if (IsOver())
                    return;
                if (IsAnySilent())
                    await ProbeAsync().ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The channel is closed.
        }
    }

    private bool IsOver()
    {
        lock (_gate)
            return !(_isWatching = _connections.Count > 0);
    }

    private bool IsAnySilent()
    {
        lock (_gate)
            return _connections.Any(connection => options.TimeProvider.GetElapsedTime(connection.LastHeard) >= options.SilenceBeforeProbe);
    }

    private async Task ProbeAsync()
    {
        var asked = options.TimeProvider.GetTimestamp();
        using var timeout = new CancellationTokenSource(options.ProbeTimeout, options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, _stop.Token);
        try
        {
            await probe(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            CutThoseSilentSince(asked);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or ObjectDisposedException)
        {
            // The transport has noticed by itself, and has told the calls.
        }
    }

    // One answered probe clears every connection: the peer is one process, and pools may have put the probe on any of them.
    private void CutThoseSilentSince(long asked)
    {
        UnixSocketConnection[] silent;
        lock (_gate)
            silent = [.. _connections.Where(connection => connection.LastHeard < asked)];
        foreach (var connection in silent)
            connection.Cut($"The peer has not answered for {options.SilenceBeforeProbe + options.ProbeTimeout:g}.");
    }
}
