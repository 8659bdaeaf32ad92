using System.Diagnostics;
using EngineApi.Linux.Epoll;
using EngineApi.Linux.Fifos;
using Xunit;

namespace EngineApi.Linux.Tests.Epoll;

public sealed class ReactorTests : IDisposable
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(60);

    private readonly TemporaryDirectory _directory = new();
    private readonly TaskCompletionSource<Exception> _failure = new();
    private readonly Reactor _reactor;

    public ReactorTests() => _reactor = new Reactor(failure => _failure.TrySetResult(failure));

    [Fact]
    public async Task Readable_and_hang_up_are_told()
    {
        Fifo.Create(_directory["f"]);
        using var reader = Fifo.OpenReader(_directory["f"]);
        var writer = Fifo.OpenWriter(_directory["f"])!;
        var readable = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var hangUp = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = _reactor.Register(reader, Readiness.Readable, ready =>
        {
            reader.TryRead(new byte[10], out var count);
            if (count > 0)
                readable.TrySetResult();
            else if ((ready & Readiness.HangUp) != 0)
                hangUp.TrySetResult();
        });
        writer.TryWrite("x"u8, out _);
        await readable.Task.WaitAsync(s_deadline);
        writer.Dispose();
        await hangUp.Task.WaitAsync(s_deadline);
        Assert.False(_failure.Task.IsCompleted);
    }

    [Fact]
    public async Task Writable_is_told_when_a_full_pipe_has_room()
    {
        Fifo.Create(_directory["f"]);
        using var reader = Fifo.OpenReader(_directory["f"]);
        using var writer = Fifo.OpenWriter(_directory["f"])!;
        while (writer.TryWrite(new byte[65536], out _))
        {
        }

        var room = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = _reactor.Register(writer, Readiness.Writable, _ => room.TrySetResult());
        await _reactor.RunAsync(() => true);
        Assert.False(room.Task.IsCompleted);
        reader.TryRead(new byte[65536], out _);
        await room.Task.WaitAsync(s_deadline);
    }

    [Fact]
    public async Task Work_after_a_pause_runs_by_its_due_time_and_not_before()
    {
        var clock = Stopwatch.StartNew();
        // The thread may be held up between two of these, so each is due in a span of time.
        var due = new Dictionary<int, (TimeSpan Earliest, TimeSpan Latest)>();
        var ran = new List<(int Pause, TimeSpan At)>();
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await _reactor.RunAsync(() =>
        {
            foreach (var pause in new[] { 30, 1, 10 })
            {
                var before = clock.Elapsed;
                _reactor.RunAfter(pause, () =>
                {
                    ran.Add((pause, clock.Elapsed));
                    if (ran.Count == 3)
                        all.SetResult();
                });
                due[pause] = (before + TimeSpan.FromMilliseconds(pause), clock.Elapsed + TimeSpan.FromMilliseconds(pause));
            }

            return true;
        });
        await all.Task.WaitAsync(s_deadline);
        Assert.All(ran, work => Assert.True(work.At >= due[work.Pause].Earliest));
        Assert.All(ran.Zip(ran.Skip(1)), pair => Assert.True(due[pair.First.Pause].Earliest <= due[pair.Second.Pause].Latest));
    }

    [Fact]
    public void Work_after_a_pause_is_for_the_reactors_own_thread() =>
        Assert.Throws<InvalidOperationException>(() => _reactor.RunAfter(1, () => { }));

    [Fact]
    public async Task Posted_work_runs_in_order_on_one_thread()
    {
        var order = new List<int>();
        for (var number = 0; number < 1000; number++)
        {
            var mine = number;
            _reactor.Post(() => order.Add(mine));
        }

        Assert.Equal(1000, await _reactor.RunAsync(() => order.Count).WaitAsync(s_deadline));
        Assert.Equal(Enumerable.Range(0, 1000), order);
    }

    [Fact]
    public async Task A_failure_is_reported_and_the_thread_goes_on()
    {
        _reactor.Post(() => throw new InvalidOperationException("mine"));
        Assert.Equal("mine", (await _failure.Task.WaitAsync(s_deadline)).Message);
        await Assert.ThrowsAsync<ArgumentException>(() => _reactor.RunAsync<int>(() => throw new ArgumentException("x")));
        Assert.Equal(1, await _reactor.RunAsync(() => 1).WaitAsync(s_deadline));
    }

    public void Dispose()
    {
        _reactor.Dispose();
        _directory.Dispose();
    }
}
