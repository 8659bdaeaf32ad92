using System.Text;
using EngineApi.Engine.Events;
using EngineApi.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace EngineApi.Engine.Tests.Events;

public sealed class EventRecorderTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("engineapi-").FullName;
    private readonly List<Daemon> _daemons = [];

    private string FilePath => EventFile.PathIn(_root);

    [Fact]
    public async Task The_next_daemon_goes_on_where_this_one_stopped()
    {
        var first = Start();
        first.Publish(1, 3);
        await first.Recorder.StopAsync();
        var second = Start();
        second.Publish(4, 5);
        using var reader = second.Watch(after: 2);
        Assert.False(reader.HasGap);
        Assert.Equal([(3, "id3"), (4, "id4"), (5, "id5")], Read(reader));
    }

    [Fact]
    public async Task An_event_is_the_same_after_a_restart()
    {
        var first = Start();
        var told = first.Bus.Publish("container", "exec_create: sh -c 'a < b'", "id", ("exitCode", "0"), ("name", "ä\n<x>"));
        await first.Recorder.StopAsync();
        using var reader = Start().Watch(after: 0);
        Assert.True(reader.TryRead(out var again));
        Assert.Equal(Encoding.UTF8.GetString(told.ServerSentEvent.Span), Encoding.UTF8.GetString(again.ServerSentEvent.Span));
        Assert.Equal((told.Time.UtcTicks, told.Type, told.Action, told.Id), (again.Time.UtcTicks, again.Type, again.Action, again.Id));
    }

    [Fact]
    public async Task After_a_kill_numbers_do_not_go_back_and_who_resumes_before_it_is_told()
    {
        var first = Start();
        first.Publish(1, 3);
        await WrittenAsync("3 {");
        // Killed: nothing more is written, and what was published last may be lost.
        var copy = await File.ReadAllBytesAsync(FilePath, TestContext.Current.CancellationToken);
        first.Publish(4, 5);
        await first.Recorder.StopAsync();
        await File.WriteAllBytesAsync(FilePath, copy, TestContext.Current.CancellationToken);

        var second = Start();
        second.Publish(6, 6);
        using var reader = second.Watch(after: 3);
        Assert.True(reader.HasGap);
        var last = Assert.Single(Read(reader));
        Assert.Equal("id6", last.Id);
        Assert.True(last.Sequence > 5);
        Assert.Equal(last.Sequence, reader.CompleteFrom);
        using var all = second.Watch(after: 0);
        Assert.Equal(["id1", "id2", "id3", "id6"], Read(all).Select(one => one.Id));

        // And the gap is remembered by the one after that, which is told of an end in order.
        await second.Recorder.StopAsync();
        var third = Start();
        using var late = third.Watch(after: 3);
        using var current = third.Watch(after: last.Sequence);
        Assert.True(late.HasGap);
        Assert.False(current.HasGap);
    }

    [Fact]
    public async Task A_daemon_that_published_nothing_before_it_was_killed_moves_the_numbers_too()
    {
        await Start().Recorder.StopAsync();
        await File.AppendAllTextAsync(FilePath, "begin 0\n", TestContext.Current.CancellationToken);
        var next = Start();
        next.Publish(1, 1);
        Assert.True(next.Bus.Sequence > EventHistory.Leap);
    }

    [Theory]
    [InlineData("4 {\"Type\":\"container\",\"Act")]
    [InlineData("4")]
    [InlineData("4 {\"Type\":\"container\",\"Act\nnonsense\n\n17\nend\nend x\nbegin \n99999999999999999999 {}\n")]
    public async Task A_torn_or_foreign_end_harms_nothing(string torn)
    {
        var first = Start();
        first.Publish(1, 3);
        await WrittenAsync("3 {");
        var whole = await File.ReadAllTextAsync(FilePath, TestContext.Current.CancellationToken);
        await first.Recorder.StopAsync();
        await File.WriteAllTextAsync(FilePath, whole + torn, TestContext.Current.CancellationToken);

        var second = Start();
        second.Publish(7, 7);
        using var all = second.Watch(after: 0);
        Assert.Equal(["id1", "id2", "id3", "id7"], Read(all).Select(one => one.Id));
        await second.Recorder.StopAsync();
        using var again = Start().Watch(after: 0);
        Assert.Equal(["id1", "id2", "id3", "id7"], Read(again).Select(one => one.Id));
    }

    [Fact]
    public async Task The_files_keep_their_bound_and_the_history_its_length()
    {
        var first = Start();
        var text = new string('x', 1000);
        const int Many = 6000;
        for (var i = 1; i <= Many; i++)
        {
            first.Bus.Publish("container", "start", "id" + i, ("text", text));
            if (i % 500 == 0)
                await WrittenAsync($"{i} {{");
        }
        await first.Recorder.StopAsync();
        Assert.InRange(new FileInfo(FilePath).Length, 1, EventFile.MostBytes);
        Assert.InRange(new FileInfo(EventFile.PathBefore(FilePath)).Length, EventFile.MostBytes / 2, EventFile.MostBytes);
        using var reader = Start().Watch(after: 0);
        Assert.True(reader.HasGap);
        var last = Read(reader);
        Assert.Equal("id" + Many, last[^1].Id);
        Assert.InRange(last.Count, 500, EventBus.HistoryLength);
        Assert.Equal(reader.CompleteFrom, last[0].Sequence);
    }

    [Fact]
    public async Task A_place_that_cannot_be_written_stops_nobody()
    {
        Directory.CreateDirectory(FilePath);
        var first = Start();
        first.Publish(1, 2);
        using (var reader = first.Watch(after: 1))
            Assert.Equal([(2, "id2")], Read(reader));
        Directory.Delete(FilePath);
        first.Publish(3, 3);
        await WrittenAsync("3 {");
        await first.Recorder.StopAsync();
        using var next = Start().Watch(after: 1);
        var read = Read(next);
        Assert.Equal((3, "id3"), read[^1]);
        // Whether the second came to be written when the place had become writable is a matter of time.
        Assert.Equal(read.Count == 1, next.HasGap);
    }

    [Theory]
    [InlineData("begin 0\n1 {}\n2 {}\nbegin 4\n5 {}\nend 5\n", 4, 5)]
    [InlineData("begin 0\n1 {}\n2 {}\n3 nonsense\n4 {}\n5 {}\nend 5\n", 3, 5)]
    [InlineData("begin 0\n1 {}\n2 {}\nend 2\nbegin 2\n3 {}\nend 3\n", 0, 3)]
    [InlineData("begin 0\n1 {}\n2 {}\n3 {}\nend 5\n", 5, 5)]
    [InlineData("9 {}\n10 {}\nend 10\n", 8, 10)]
    [InlineData("begin 0\n1 {}\n2 {}\n", EventHistory.Leap + 2, EventHistory.Leap + 2)]
    [InlineData("", 0, 0)]
    public void What_is_missing_is_seen_by_the_numbers(string file, long completeAfter, long sequence)
    {
        var history = EventHistory.Of(Encoding.ASCII.GetBytes(file));
        var bus = new EventBus(TimeProvider.System);
        bus.Resume(history.Events, history.Sequence);
        using var reader = bus.Subscribe();
        Assert.Equal((completeAfter, sequence), (reader.CompleteAfter, reader.Sequence));
    }

    [Fact]
    public async Task What_was_published_before_the_history_was_read_comes_after_it()
    {
        var first = Start();
        first.Publish(1, 3);
        await first.Recorder.StopAsync();
        var second = new Daemon(_root);
        second.Publish(4, 4);
        second.Recorder.Start();
        second.Publish(5, 5);
        await second.Recorder.StopAsync();
        using var reader = Start().Watch(after: 2);
        Assert.False(reader.HasGap);
        Assert.Equal([(3, "id3"), (4, "id4"), (5, "id5")], Read(reader));
    }

    public void Dispose()
    {
        foreach (var daemon in _daemons)
            daemon.Recorder.StopAsync().GetAwaiter().GetResult();
        Directory.Delete(_root, recursive: true);
    }

    private Daemon Start()
    {
        var daemon = new Daemon(_root);
        daemon.Recorder.Start();
        _daemons.Add(daemon);
        return daemon;
    }

    private Task WrittenAsync(string begin) => Eventually.BecomesTrueAsync(
        () => new[] { FilePath, EventFile.PathBefore(FilePath) }.Any(path => File.Exists(path) && File.ReadAllText(path).Contains("\n" + begin, StringComparison.Ordinal)));

    private static List<(long Sequence, string Id)> Read(EventFeed feed)
    {
        var read = new List<(long, string)>();
        while (feed.TryRead(out var published))
            read.Add((published.Sequence, published.Id));
        return read;
    }

    private sealed class Daemon
    {
        private readonly WatchEvents _watch;

        public Daemon(string root)
        {
            Recorder = new(Bus, new EngineOptions { DataRoot = root, ShutdownTimeout = TimeSpan.FromMinutes(4) }, TimeProvider.System, NullLogger<EventRecorder>.Instance);
            _watch = new(Bus, TimeProvider.System);
        }

        public EventBus Bus { get; } = new(TimeProvider.System);

        public EventRecorder Recorder { get; }

        public void Publish(int from, int to)
        {
            for (var i = from; i <= to; i++)
                Bus.Publish("container", "start", "id" + i, ("name", "n"));
        }

        public EventFeed Watch(long after) => _watch.Open(new() { After = after }, EventFilter.Parse(null));
    }
}
