using System.Globalization;
using EngineApi.Engine.Containers;
using EngineApi.Engine.Containers.Stats;
using EngineApi.Wire;
using EngineApi.Wire.Containers;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace EngineApi.Engine.Tests.Containers.Stats;

public sealed class StatsFeedTests : IDisposable
{
    private readonly StatsHost _host = new();
    private readonly Container _container;
    private readonly StatsFeed _feed;
    private readonly ReadContainerStats _verb;

    public StatsFeedTests()
    {
        _container = _host.Add(StatsHost.Id, "gold");
        _host.Files.WithVersion2Process(StatsHost.Pid, "/default/" + StatsHost.Id);
        Uses(1);
        _feed = new(_host.Version2, _host.Time, NullLogger<StatsFeed>.Instance);
        _verb = new(_host.Containers, _feed, _host.Version2);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _feed.Dispose();
        _host.Dispose();
    }

    [Fact]
    public async Task A_stream_begins_at_once_and_goes_on_every_second_with_the_sample_before()
    {
        await using var stream = Follow();
        var first = await NextAsync(stream);
        Assert.Equal(("/gold", StatsHost.Id, 1000ul, 0ul, GoTime.Zero), (first.Name, first.Id, Total(first.CpuStats), Total(first.PreCpuStats), first.Preread));
        Uses(5);
        var next = NextAsync(stream);
        Assert.False(next.IsCompleted);
        _host.Time.Advance(TimeSpan.FromSeconds(1));
        var second = await next;
        Assert.Equal((5000ul, 1000ul, first.Read), (Total(second.CpuStats), Total(second.PreCpuStats), second.Preread));
    }

    [Fact]
    public async Task A_slow_reader_misses_samples_and_nothing_piles_up()
    {
        await using var slow = Follow();
        var first = await NextAsync(slow);
        for (var second = 2; second <= 10; second++)
        {
            Uses(second);
            _host.Time.Advance(TimeSpan.FromSeconds(1));
        }

        var next = await NextAsync(slow);
        Assert.Equal((10000ul, 1000ul, first.Read), (Total(next.CpuStats), Total(next.PreCpuStats), next.Preread));
        var after = NextAsync(slow);
        Assert.False(after.IsCompleted);
        _host.Time.Advance(TimeSpan.FromSeconds(1));
        await after;
    }

    [Fact]
    public async Task The_clock_is_one_for_all_and_stands_still_when_nobody_watches()
    {
        Assert.Equal(0, _host.Time.Timers);
        await using (var early = Follow())
        {
            await NextAsync(early);
            _host.Time.Advance(TimeSpan.FromSeconds(0.7));
            await using var late = Follow();
            await NextAsync(late);
            Assert.Equal((1, 2), (_host.Time.Timers, _feed.WatcherCount));

            // Too soon after the late one's first sample to say anything.
            _host.Time.Advance(TimeSpan.FromSeconds(0.3));
            await NextAsync(early);
            var waiting = NextAsync(late);
            Assert.False(waiting.IsCompleted);
            _host.Time.Advance(TimeSpan.FromSeconds(1));
            await waiting;
        }

        Assert.Equal((0, 0), (_host.Time.Timers, _feed.WatcherCount));
    }

    [Fact]
    public async Task It_goes_on_over_a_stop_and_ends_with_the_removal()
    {
        await using var stream = Follow();
        await NextAsync(stream);
        _container.Swap(_container.Current with { Status = ContainerStatus.Exited, Pid = 0 });
        _host.Time.Advance(TimeSpan.FromSeconds(1));
        var stopped = await NextAsync(stream);
        Assert.Equal((GoTime.Zero, "/gold", 0ul), (stopped.Read, stopped.Name, Total(stopped.CpuStats)));
        _container.Swap(_container.Current with { Status = ContainerStatus.Running, Pid = StatsHost.Pid });
        _host.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1000ul, Total((await NextAsync(stream)).CpuStats));

        _container.Exits.Gone(new ContainerExit(0));
        var end = stream.MoveNextAsync();
        _host.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(await end);
    }

    [Fact]
    public async Task One_answer_has_a_sample_of_a_second_before_unless_it_is_to_come_at_once()
    {
        Assert.Equal((1000ul, null), (Total((await _verb.OnceAsync("gold", oneShot: true, Cancellation)).CpuStats), (await _verb.OnceAsync("gold", oneShot: true, Cancellation)).Name));
        var answer = _verb.OnceAsync("gold", oneShot: false, Cancellation);
        Assert.Equal(1, _feed.WatcherCount);
        Uses(3);
        _host.Time.Advance(TimeSpan.FromSeconds(1));
        var sample = await answer;
        Assert.Equal("/gold", sample.Name);
        Assert.Equal((3000ul, 1000ul), (Total(sample.CpuStats), Total(sample.PreCpuStats)));
        Assert.Equal(GoTime.Format(DateTimeOffset.UnixEpoch), sample.Preread);
        Assert.Equal(0, _feed.WatcherCount);
    }

    [Fact]
    public async Task A_stopped_container_is_answered_at_once_with_nothing()
    {
        _container.Swap(_container.Current with { Status = ContainerStatus.Exited, Pid = 0 });
        var answer = await _verb.OnceAsync("gold", oneShot: false, Cancellation);
        Assert.Equal(("/gold", StatsHost.Id, GoTime.Zero, GoTime.Zero), (answer.Name, answer.Id, answer.Read, answer.Preread));
        Assert.Null(answer.BlkioStats.IoServiceBytesRecursive);
        Assert.Equal(0, _host.Time.Timers);
    }

    [Fact]
    public void A_stream_of_one_answer_is_refused()
    {
        var error = Assert.Throws<EngineException>(() => _verb.Follow("gold", oneShot: true, Cancellation));
        Assert.Equal((ErrorKind.InvalidParameter, "cannot have stream=true and one-shot=true"), (error.Kind, error.Message));
        Assert.Equal(ErrorKind.NotFound, Assert.Throws<EngineException>(() => _verb.Follow("nobody", oneShot: true, Cancellation)).Kind);
    }

    private void Uses(int microseconds) => _host.Files.With(
        $"cgroup/default/{StatsHost.Id}/cpu.stat", "usage_usec " + microseconds.ToString(CultureInfo.InvariantCulture) + "\n");

    private IAsyncEnumerator<ContainerStats> Follow() => _verb.Follow("gold", oneShot: false, Cancellation).GetAsyncEnumerator(Cancellation);

    private static async Task<ContainerStats> NextAsync(IAsyncEnumerator<ContainerStats> stream)
    {
        Assert.True(await stream.MoveNextAsync());
        return stream.Current;
    }

    private static ulong Total(CpuStats cpu) => cpu.CpuUsage.TotalUsage;
}
