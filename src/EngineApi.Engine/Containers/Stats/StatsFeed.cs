using EngineApi.Wire.Containers;
using Microsoft.Extensions.Logging;

namespace EngineApi.Engine.Containers.Stats;

/// <summary>
/// The clock of all streams of samples: once a second every container that somebody watches is read, once for all its watchers.
/// It stands still while nobody watches.
/// </summary>
public sealed class StatsFeed(StatsSampler sampler, TimeProvider time, ILogger<StatsFeed> log) : IDisposable
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>A watcher's second sample comes not sooner than this after its first, which it got when it came.</summary>
    private static readonly TimeSpan Shortest = Interval / 2;

    private readonly Lock _gate = new();
    private readonly List<StatsSubscription> _watchers = [];
    private ITimer? _timer;
    private bool _disposed;
    private int _ticking;

    /// <summary>The first sample is there at once, the next with the clock.</summary>
    internal StatsSubscription Watch(Container container)
    {
        var watcher = new StatsSubscription(container, Leave);
        watcher.Offer(sampler.Take(container.Current), time.GetTimestamp());
        lock (_gate)
        {
            if (_disposed)
            {
                watcher.Complete();
                return watcher;
            }

            _watchers.Add(watcher);
            _timer ??= time.CreateTimer(_ => Tick(), null, Interval, Interval);
        }

        return watcher;
    }

    /// <summary>How many watch at this moment.</summary>
    public int WatcherCount
    {
        get
        {
            lock (_gate)
                return _watchers.Count;
        }
    }

    public void Dispose()
    {
        StatsSubscription[] left;
        lock (_gate)
        {
            _disposed = true;
            left = [.. _watchers];
            StopIfUnwatched(gone: _watchers.Clear);
        }

        foreach (var watcher in left)
            watcher.Complete();
    }

    private void Leave(StatsSubscription watcher)
    {
        lock (_gate)
            StopIfUnwatched(gone: () => _watchers.Remove(watcher));
    }

    private void StopIfUnwatched(Action gone)
    {
        gone();
        if (_watchers.Count > 0)
            return;
        _timer?.Dispose();
        _timer = null;
    }

    /// <summary>A tick that takes longer than the interval swallows the next.</summary>
    private void Tick()
    {
        if (Interlocked.Exchange(ref _ticking, 1) != 0)
            return;
        try
        {
            IGrouping<Container, StatsSubscription>[] watched;
            lock (_gate)
                watched = [.. _watchers.GroupBy(watcher => watcher.Container)];
            foreach (var watchers in watched)
                Feed(watchers.Key, watchers);
        }
        finally
        {
            Volatile.Write(ref _ticking, 0);
        }
    }

    private void Feed(Container container, IEnumerable<StatsSubscription> watchers)
    {
        ContainerStats sample;
        try
        {
            sample = sampler.Take(container.Current);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.SampleFailed(container.Id, e);
            return;
        }

        var now = time.GetTimestamp();
        foreach (var watcher in watchers)
        {
            if (container.Exits.Removed.IsCompleted)
                watcher.Complete();
            else if (time.GetElapsedTime(watcher.LastOffer, now) >= Shortest)
                watcher.Offer(sample, now);
        }
    }
}
