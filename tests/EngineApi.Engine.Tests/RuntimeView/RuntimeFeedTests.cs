using System.Text;
using EngineApi.Containerd;
using EngineApi.Containerd.Events;
using EngineApi.Engine.Events;
using EngineApi.Engine.RuntimeView;
using Xunit;

namespace EngineApi.Engine.Tests.RuntimeView;

public class RuntimeFeedTests
{
    private static readonly DateTimeOffset s_at = DateTimeOffset.UnixEpoch.AddSeconds(1);

    private readonly RuntimeFeed _feed = new();

    public static TheoryData<RuntimeEvent, string> Names => new()
    {
        { new TaskCreated(s_at, "c", 7, "/b"), "create|/tasks/create|init|\"Pid\":7" },
        { new TaskStarted(s_at, "c", 7), "start|/tasks/start|init|\"Pid\":7" },
        { new TaskExited(s_at, "c", "", 7, 137, s_at), "exit|/tasks/exit|init|\"Pid\":7,\"ExitCode\":137,\"ExitedAt\":\"1970-01-01T00:00:01Z\",\"OOMKilled\":false" },
        { new TaskExited(s_at, "c", "e", 8, 0, s_at), "exit|/tasks/exit|e|\"Pid\":8,\"ExitCode\":0,\"ExitedAt\":\"1970-01-01T00:00:01Z\",\"OOMKilled\":false" },
        { new TaskOom(s_at, "c"), "oom|/tasks/oom|init|\"OOMKilled\":true" },
        { new ExecAdded(s_at, "c", "e"), "exec-added|/tasks/exec-added|e|" },
        { new ExecStarted(s_at, "c", "e", 8), "exec-started|/tasks/exec-started|e|\"Pid\":8" },
        { new TaskPaused(s_at, "c"), "paused|/tasks/paused|init|" },
        { new TaskResumed(s_at, "c"), "resumed|/tasks/resumed|init|" },
        { new TaskDeleted(s_at, "c", 7, 0, s_at), "unknown|/tasks/delete|init|\"Pid\":7" },
        { new TaskCheckpointed(s_at, "c", "p"), "unknown|/tasks/checkpointed|init|" },
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void Events_have_the_names_of_libcontainerd(RuntimeEvent happened, string told)
    {
        using var reader = _feed.Open();
        _feed.Publish(happened);
        var part = told.Split('|');
        var more = part[3].Length > 0 ? "," + part[3] : "";
        Assert.Equal(
            $"event: {part[0]}\ndata: {{\"Event\":\"{part[0]}\",\"Topic\":\"{part[1]}\",\"ContainerID\":\"c\",\"ProcessID\":\"{part[2]}\"{more},\"Time\":\"1970-01-01T00:00:01Z\"}}\n\n",
            Next(reader));
    }

    [Fact]
    public void A_gap_is_told_with_its_cause_and_what_is_no_task_is_not()
    {
        using var reader = _feed.Open();
        _feed.Publish(new ImageCreated(s_at, "i"));
        _feed.Publish(new EventGap(s_at, 2, new ContainerdException(ContainerdErrorKind.Unavailable, "it went away")));
        Assert.Equal("event: gap\ndata: {\"Event\":\"gap\",\"Error\":\"it went away\",\"Time\":\"1970-01-01T00:00:01Z\"}\n\n", Next(reader));
        Assert.False(reader.TryRead(out _));
    }

    [Fact]
    public void Exits_after_an_oom_say_so_until_the_task_is_gone()
    {
        _feed.Publish(new TaskOom(s_at, "c"));
        using var reader = _feed.Open();
        _feed.Publish(new TaskExited(s_at, "c", "e", 8, 137, s_at));
        _feed.Publish(new TaskExited(s_at, "d", "", 9, 0, s_at));
        _feed.Publish(new TaskExited(s_at, "c", "", 7, 137, s_at));
        _feed.Publish(new TaskExited(s_at, "c", "", 10, 0, s_at));
        Assert.Equal([true, false, true, false], Enumerable.Range(0, 4).Select(_ => Next(reader).Contains("\"OOMKilled\":true", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_reader_that_reads_nothing_is_cut_off_and_others_go_on()
    {
        using var slow = _feed.Open();
        using var quick = _feed.Open();
        for (var number = 0; number <= Subscription<RuntimeNote>.QueueLength; number++)
        {
            _feed.Publish(new TaskPaused(s_at, "c"));
            Next(quick);
        }
        while (slow.TryRead(out _))
        {
        }
        Assert.Equal(ErrorKind.Unavailable, (await Assert.ThrowsAsync<EngineException>(() => slow.WaitAsync(default).AsTask())).Kind);
        slow.Dispose();
        Assert.Equal(1, _feed.ReaderCount);
    }

    private static string Next(Subscription<RuntimeNote> reader)
    {
        Assert.True(reader.TryRead(out var note));
        return Encoding.UTF8.GetString(note.ServerSentEvent.Span);
    }
}
