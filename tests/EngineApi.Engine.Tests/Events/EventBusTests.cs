using EngineApi.Engine.Events;
using Xunit;

namespace EngineApi.Engine.Tests.Events;

public class EventBusTests
{
    private readonly EventBus _bus = new(TimeProvider.System);

    [Fact]
    public async Task A_subscriber_sees_the_wished_history_and_then_what_comes_without_gap_or_double()
    {
        Publish(1, 5);
        using var subscription = _bus.Subscribe(past => past.Sequence > 3);
        Publish(6, 8);
        Assert.Equal([4, 5, 6, 7, 8], await ReadAsync(subscription, 5));
    }

    [Fact]
    public void The_history_keeps_its_bound()
    {
        Publish(1, EventBus.HistoryLength + 10);
        using var subscription = _bus.Subscribe(_ => true);
        Assert.Equal(EventBus.HistoryLength, subscription.Past.Count);
        Assert.Equal(11, subscription.Past[0].Sequence);
    }

    [Fact]
    public void The_history_keeps_its_bound_in_bytes()
    {
        var large = new string('x', 100_000);
        for (var i = 0; i < 100; i++)
            _bus.Publish("container", "exec_create: " + large, "id" + i);
        using var subscription = _bus.Subscribe(_ => true);
        Assert.InRange(subscription.Past.Sum(past => past.Weight), EventBus.HistoryBytes - subscription.Past[0].Weight, EventBus.HistoryBytes);
        Assert.Equal(100, subscription.Past[^1].Sequence);
    }

    [Fact]
    public void One_event_that_is_larger_than_the_history_is_not_kept_and_does_not_harm()
    {
        _bus.Publish("container", "exec_create: " + new string('x', (int)EventBus.HistoryBytes), "id");
        Publish(1, 3);
        using var subscription = _bus.Subscribe(_ => true);
        Assert.Equal([2, 3, 4], subscription.Past.Select(past => past.Sequence));
    }

    [Fact]
    public async Task A_reader_that_falls_behind_in_bytes_is_cut_off_too()
    {
        using var slow = _bus.Subscribe();
        using var quick = _bus.Subscribe();
        for (var i = 0; i < 50; i++)
        {
            _bus.Publish("container", "exec_create: " + new string('x', 100_000), "id");
            Assert.Single(await ReadAsync(quick, 1));
        }

        await Assert.ThrowsAsync<EngineException>(() => ReadAsync(slow, 51));
    }

    [Fact]
    public async Task A_reader_that_falls_behind_is_cut_off_and_told_while_others_go_on()
    {
        using var slow = _bus.Subscribe();
        Publish(1, EventSubscription.QueueLength + 1);
        using var fresh = _bus.Subscribe();
        Publish(1, 1);
        var error = await Assert.ThrowsAsync<EngineException>(() => ReadAsync(slow, EventSubscription.QueueLength + 2));
        Assert.Equal(ErrorKind.Unavailable, error.Kind);
        Assert.Single(await ReadAsync(fresh, 1));
    }

    [Fact]
    public async Task A_disposed_subscription_ends()
    {
        var subscription = _bus.Subscribe();
        subscription.Dispose();
        Publish(1, 1);
        Assert.Empty(await ReadAsync(subscription, 1));
    }

    private void Publish(int from, int to)
    {
        for (var i = from; i <= to; i++)
            _bus.Publish("container", "start", "id" + i, ("name", "n"));
    }

    private static async Task<List<long>> ReadAsync(EventSubscription subscription, int count)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var seen = subscription.Past.Select(past => past.Sequence).ToList();
        while (seen.Count < count && await subscription.WaitAsync(deadline.Token))
        {
            while (seen.Count < count && subscription.TryRead(out var published))
                seen.Add(published.Sequence);
        }

        return seen;
    }
}
