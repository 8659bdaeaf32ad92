using EngineApi.Engine.Events;
using EngineApi.Testing;
using Xunit;

namespace EngineApi.Engine.Tests.Events;

public class WatchEventsTests
{
    private readonly SteppedTime _time = new();
    private readonly EventBus _bus;
    private readonly WatchEvents _watch;

    public WatchEventsTests()
    {
        _bus = new(_time);
        _watch = new(_bus, _time);
    }

    [Fact]
    public void Resuming_after_an_event_brings_exactly_what_came_after_it()
    {
        Publish(1, 5);
        using var feed = Open(new() { After = 3 });
        Publish(6, 6);
        Assert.False(feed.HasGap);
        Assert.Equal([4, 5, 6], Read(feed));
    }

    [Fact]
    public void Resuming_takes_the_place_of_since()
    {
        Publish(1, 5);
        using var feed = Open(new() { After = 4, Since = DateTimeOffset.UnixEpoch });
        Assert.Equal([5], Read(feed));
    }

    [Fact]
    public void Who_resumes_before_the_history_begins_is_told()
    {
        Publish(1, EventBus.HistoryLength + 10);
        using var late = Open(new() { After = 9 });
        using var inTime = Open(new() { After = 10 });
        Assert.Equal((true, 11), (late.HasGap, late.CompleteFrom));
        Assert.False(inTime.HasGap);
        Assert.Equal(Read(late), Read(inTime));
    }

    [Fact]
    public void A_number_that_was_never_given_is_of_another_life_and_told_as_a_gap()
    {
        Publish(1, 3);
        using var feed = Open(new() { After = 4000 });
        Assert.True(feed.HasGap);
        Assert.Equal([1, 2, 3], Read(feed));
    }

    [Fact]
    public void The_position_moves_over_events_that_are_not_asked_for()
    {
        Publish(1, 3);
        using var feed = Open(new() { After = 1 }, """{"event":["stop"]}""");
        Assert.Equal(3, feed.Position);
        Publish(4, 9);
        Assert.Empty(Read(feed));
        Assert.Equal(9, feed.Position);
    }

    [Fact]
    public void In_the_middle_of_the_history_the_position_is_there()
    {
        Publish(1, 3);
        using var feed = Open(new() { After = 0 });
        Assert.Null(feed.Position);
        Assert.True(feed.TryRead(out _));
        Assert.Equal(1, feed.Position);
        Assert.Equal([2, 3], Read(feed));
        Assert.Equal(3, feed.Position);
    }

    [Fact]
    public async Task At_until_the_feed_ends_after_what_it_has()
    {
        using var feed = Open(new() { Until = _time.GetUtcNow().AddSeconds(10) });
        Publish(1, 2);
        _time.Advance(TimeSpan.FromSeconds(10));
        Publish(3, 3);
        Assert.True(await feed.WaitAsync(default));
        Assert.Equal([1, 2], Read(feed));
        Assert.False(await feed.WaitAsync(default));
        Assert.Equal(0, _bus.SubscriptionCount);
    }

    [Fact]
    public async Task With_until_in_the_past_only_the_history_comes()
    {
        Publish(1, 1);
        _time.Advance(TimeSpan.FromSeconds(5));
        Publish(2, 2);
        _time.Advance(TimeSpan.FromSeconds(5));
        using var feed = Open(new() { Since = _time.GetUtcNow().AddSeconds(-20), Until = _time.GetUtcNow().AddSeconds(-6) });
        Publish(3, 3);
        Assert.Equal([1], Read(feed));
        Assert.False(await feed.WaitAsync(default));
    }

    [Fact]
    public async Task A_thousand_readers_do_not_wait_for_one_that_reads_nothing()
    {
        var readers = Enumerable.Range(0, 1000).Select(_ => Open(default)).ToList();
        using var slow = Open(default);
        const int Events = EventSubscription.QueueLength + 100;
        for (var published = 0; published < Events; published += 97)
        {
            Publish(published, published + 96);
            foreach (var reader in readers)
                Assert.Equal(97, Read(reader).Count);
        }

        Assert.Equal(EventSubscription.QueueLength, Read(slow).Count);
        Assert.Equal(ErrorKind.Unavailable, (await Assert.ThrowsAsync<EngineException>(() => slow.WaitAsync(default).AsTask())).Kind);
        readers.ForEach(reader => reader.Dispose());
    }

    [Fact]
    public void An_event_is_made_into_bytes_once_for_all_readers()
    {
        var published = _bus.Publish("container", "start", "id");
        Assert.True(published.Line.Equals(published.Line));
        Assert.True(published.ServerSentEvent.Equals(published.ServerSentEvent));
        Assert.StartsWith("id: 1\nevent: container\ndata: {\"status\":\"start\",", System.Text.Encoding.UTF8.GetString(published.ServerSentEvent.Span), StringComparison.Ordinal);
        Assert.EndsWith("}\n\n", System.Text.Encoding.UTF8.GetString(published.ServerSentEvent.Span), StringComparison.Ordinal);
    }

    private EventFeed Open(EventRange range, string? filters = null) => _watch.Open(range, EventFilter.Parse(filters));

    private void Publish(int from, int to)
    {
        for (var i = from; i <= to; i++)
            _bus.Publish("container", "start", "id" + i, ("name", "n"));
    }

    private static List<long> Read(EventFeed feed)
    {
        var read = new List<long>();
        while (feed.TryRead(out var published))
            read.Add(published.Sequence);
        return read;
    }
}
