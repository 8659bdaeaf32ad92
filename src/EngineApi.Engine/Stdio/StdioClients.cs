using EngineApi.Wire.Streams;

namespace EngineApi.Engine.Stdio;

/// <summary>
/// The attached clients of a hub, and what happens when one lags: reading stops until it caught up, or until it took
/// nothing for too long and is dropped. Stdio thread only, but for what says otherwise.
/// </summary>
internal sealed class StdioClients(StdioThread thread, StdioHubOptions options, Action suspend, Action resume)
{
    private readonly List<StdioClient> _all = [];
    private volatile int _laggards;
    private ITimer? _stallCheck;

    /// <summary>Any thread.</summary>
    public bool AnyLaggard => _laggards > 0;

    public void Add(StdioClient client) => _all.Add(client);

    public void Deliver(StdStream stream, ReadOnlySpan<byte> bytes)
    {
        foreach (var client in _all)
        {
            if (!client.Offer(stream, bytes) && !client.IsLaggard)
                BeginWait(client);
        }
    }

    /// <summary>Ends all with what they have queued.</summary>
    public void EndAll()
    {
        foreach (var client in _all)
        {
            client.EndOutput(StdioEnd.EndOfStream);
            client.IsLaggard = false;
        }

        _all.Clear();
        _laggards = 0;
        StopChecks();
    }

    /// <summary>Any thread: a client took something out of its queue.</summary>
    public void OnDelivered(StdioClient client)
    {
        if (client.IsLaggard && client.HasCaughtUp)
            thread.Reactor.Post(() => EndWait(client));
    }

    /// <summary>Takes a client out, with or without delivering what it has queued. Any thread.</summary>
    public void Remove(StdioClient client, StdioEnd end) => thread.Reactor.Post(() =>
    {
        if (!_all.Remove(client))
            return;
        client.EndOutput(end);
        EndWait(client);
    });

    private void BeginWait(StdioClient client)
    {
        client.IsLaggard = true;
        client.DeliveredAtLastCheck = client.Delivered;
        if (++_laggards == 1)
            suspend();
        if (options.ClientStall is { } stall)
            _stallCheck ??= thread.Clock.CreateTimer(_ => thread.Reactor.Post(DropStalled), null, stall, stall);

        // It may have caught up between the queueing and the mark, and would not tell again.
        OnDelivered(client);
    }

    private void EndWait(StdioClient client)
    {
        if (!client.IsLaggard)
            return;
        client.IsLaggard = false;
        if (--_laggards > 0)
            return;
        StopChecks();
        resume();
    }

    private void DropStalled()
    {
        foreach (var client in _all.Where(client => client.IsLaggard).ToList())
        {
            if (client.Delivered == client.DeliveredAtLastCheck)
            {
                StdioLog.ClientDropped(thread.Logger, options.ClientStall!.Value.TotalSeconds);
                _all.Remove(client);
                client.EndOutput(StdioEnd.Dropped);
                EndWait(client);
            }
            else
            {
                client.DeliveredAtLastCheck = client.Delivered;
            }
        }
    }

    private void StopChecks()
    {
        _stallCheck?.Dispose();
        _stallCheck = null;
    }
}
