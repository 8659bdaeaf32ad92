using System.Text;
using EngineApi.Containerd.Events;
using EngineApi.Containerd.Tasks;
using EngineApi.Testing;
using Xunit;

namespace EngineApi.Containerd.Tests.Tasks;

public sealed class TaskLifeTests(PrivateContainerd containerd) : IClassFixture<PrivateContainerd>
{
    private const uint SigKill = 9;
    private const uint SigTerm = 15;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_task_lives_and_leaves_nothing()
    {
        await using var events = await ObservedEvents.BeginAsync(containerd.Client);
        var container = await TestContainer.CreateAsync(containerd, "life", "sleep", "1000");
        var task = container.Task;

        var created = await task.GetAsync(Cancel);
        Assert.Equal((container.Pid, ProcessStatus.Created), (created.Pid, created.Status));
        Assert.Null(created.ExitedAt);

        var exit = task.WaitAsync(Cancel);
        Assert.Equal(container.Pid, await task.StartAsync(Cancel));
        Assert.Equal(ProcessStatus.Running, (await task.GetAsync(Cancel)).Status);
        Assert.Contains(await containerd.Client.Tasks.ListAsync(Cancel), state => state is { ContainerId: "life", Status: ProcessStatus.Running });

        await task.PauseAsync(Cancel);
        Assert.Equal(ProcessStatus.Paused, (await task.GetAsync(Cancel)).Status);
        await task.ResumeAsync(Cancel);
        Assert.Equal(ProcessStatus.Running, (await task.GetAsync(Cancel)).Status);

        await task.KillAsync(SigKill, cancellationToken: Cancel);
        Assert.Equal(128 + SigKill, (await exit).ExitStatus);
        var stopped = await task.GetAsync(Cancel);
        Assert.Equal((ProcessStatus.Stopped, 128 + SigKill), (stopped.Status, stopped.ExitStatus));
        Assert.NotNull(stopped.ExitedAt);

        var deleted = await task.DeleteAsync(Cancel);
        Assert.Equal((container.Pid, 128 + SigKill), (deleted.Pid, deleted.ExitStatus));
        await container.RemoveAsync();

        await events.UntilAsync(e => e is TaskDeleted { ContainerId: "life" });
        Assert.Equal(
            [typeof(TaskCreated), typeof(TaskStarted), typeof(TaskPaused), typeof(TaskResumed), typeof(TaskExited), typeof(TaskDeleted)],
            events.Seen.OfType<TaskEvent>().Where(e => e.ContainerId == "life").Select(e => e.GetType()));
        var exited = events.Seen.OfType<TaskExited>().Single(e => e.ContainerId == "life");
        Assert.Equal(("", container.Pid, 128 + SigKill), (exited.ExecId, exited.Pid, exited.ExitStatus));
        await LeftBehind.AssertNothingAsync(containerd, "life");
    }

    [Fact]
    public async Task An_exec_runs_beside_the_first_process()
    {
        await using var events = await ObservedEvents.BeginAsync(containerd.Client);
        await using var container = await TestContainer.StartAsync(containerd, "exec", "sleep", "1000");
        var exec = await container.Task.ExecAsync("one", TestSpec.Process(false, "sh", "-c", "sleep 1000 & exit 7"), ProcessIO.None, Cancel);
        Assert.Equal(ProcessStatus.Created, (await exec.GetAsync(Cancel)).Status);
        var exit = exec.WaitAsync(Cancel);
        var pid = await exec.StartAsync(Cancel);

        Assert.Equal(7u, (await exit).ExitStatus);
        var deleted = await exec.DeleteAsync(Cancel);
        Assert.Equal((pid, 7u), (deleted.Pid, deleted.ExitStatus));
        var error = await Assert.ThrowsAsync<ContainerdException>(() => exec.GetAsync(Cancel));
        Assert.Equal(ContainerdErrorKind.NotFound, error.Kind);
        Assert.Equal(ProcessStatus.Running, (await container.Task.GetAsync(Cancel)).Status);

        await events.UntilAsync(e => e is TaskExited { ContainerId: "exec", ExecId: "one" });
        Assert.Contains(events.Seen, e => e is ExecAdded { ContainerId: "exec", ExecId: "one" });
        Assert.Contains(events.Seen, e => e is ExecStarted { ContainerId: "exec", ExecId: "one" } started && started.Pid == pid);
    }

    [Fact]
    public async Task A_terminal_takes_its_size()
    {
        await using var container = await TestContainer.StartAsync(containerd, "pty", "sleep", "1000");
        using var stdout = TestFifo.Create(containerd.Root, "pty-out");
        var io = new ProcessIO(Stdout: stdout.Path, Terminal: true);
        var exec = await container.Task.ExecAsync("tty", TestSpec.Process(true, "sh", "-c", "while ! stty size 2>/dev/null | grep -q '^33 77'; do usleep 20000; done; stty size"), io, Cancel);
        var exit = exec.WaitAsync(Cancel);
        await exec.StartAsync(Cancel);
        await exec.ResizePtyAsync(width: 77, height: 33, Cancel);

        Assert.Equal(0u, (await exit).ExitStatus);
        await exec.DeleteAsync(Cancel);
        Assert.Equal("33 77", (await stdout.ReadToEndAsync()).Trim());
    }

    [Fact]
    public async Task Closing_stdin_ends_its_reader()
    {
        await using var container = await TestContainer.StartAsync(containerd, "stdin", "sleep", "1000");
        using var stdin = TestFifo.Create(containerd.Root, "stdin-in");
        using var stdout = TestFifo.Create(containerd.Root, "stdin-out");
        using var stderr = TestFifo.Create(containerd.Root, "stdin-err");
        var exec = await container.Task.ExecAsync("cat", TestSpec.Process(false, "cat"), new(stdin.Path, stdout.Path, stderr.Path), Cancel);
        var exit = exec.WaitAsync(Cancel);
        await exec.StartAsync(Cancel);
        stdin.Write(Encoding.UTF8.GetBytes("hello\n"));
        stdin.Dispose();
        Assert.False(exit.IsCompleted);
        await exec.CloseIOAsync(Cancel);

        Assert.Equal(0u, (await exit).ExitStatus);
        await exec.DeleteAsync(Cancel);
        Assert.Equal("hello\n", await stdout.ReadToEndAsync());
    }

    [Fact]
    public async Task Pids_tell_which_exec_they_are_of()
    {
        await using var container = await TestContainer.StartAsync(containerd, "pids", "sh", "-c", "sleep 1000 & sleep 1000; true");
        var exec = await container.Task.ExecAsync("sleeper", TestSpec.Process(false, "sleep", "1000"), ProcessIO.None, Cancel);
        var pid = await exec.StartAsync(Cancel);
        IReadOnlyList<TaskPid> pids = [];
        await Eventually.BecomesTrueAsync(async () => (pids = await container.Task.ListPidsAsync(Cancel)).Count == 4);
        Assert.Contains(new TaskPid(container.Pid, null), pids);
        Assert.Equal("sleeper", pids.Single(entry => entry.Pid == pid).ExecId);
        Assert.Equal(3, pids.Count(entry => entry.ExecId is null));
    }

    [Fact]
    public async Task Metrics_count_and_limits_can_change()
    {
        await using var container = await TestContainer.StartAsync(containerd, "metrics", "sleep", "1000");
        await container.Task.UpdateAsync(Encoding.UTF8.GetBytes("""{"memory":{"limit":67108864},"pids":{"limit":37}}"""), Cancel);
        TaskMetrics metrics = null!;
        // The runtime's own threads are counted until it has turned into the program.
        await Eventually.BecomesTrueAsync(async () =>
        {
            metrics = await container.Task.MetricsAsync(Cancel);
            return (metrics.V1?.PidsCurrent ?? metrics.V2!.PidsCurrent) == 1;
        });
        Assert.Equal("metrics", metrics.ContainerId);
        Assert.True(metrics.V1 is null ^ metrics.V2 is null, "one kind of cgroup");
        Assert.Equal(67108864u, metrics.V1?.Memory.Limit ?? metrics.V2!.MemoryLimit);
        Assert.Equal(37u, metrics.V1?.PidsLimit ?? metrics.V2!.PidsLimit);
        Assert.True((metrics.V1?.CpuTotalNanoseconds ?? metrics.V2!.CpuUsageMicroseconds) > 0);
        Assert.Contains("inactive_file", (metrics.V1?.MemoryStat ?? metrics.V2!.MemoryStat).Keys);
        Assert.Equal("metrics", Assert.Single(await containerd.Client.Tasks.MetricsAsync(["metrics", "nobody"], Cancel)).ContainerId);
        Assert.Empty(await containerd.Client.Tasks.MetricsAsync([], Cancel));
    }

    [Fact]
    public async Task Refusals_have_kinds_and_clean_words()
    {
        var missing = containerd.Client.Tasks.Of("nobody");
        var error = await Assert.ThrowsAsync<ContainerdException>(() => missing.GetAsync(Cancel));
        Assert.Equal(ContainerdErrorKind.NotFound, error.Kind);
        Assert.Contains("nobody", error.Message, StringComparison.Ordinal);
        Assert.Equal(ContainerdErrorKind.NotFound, (await Assert.ThrowsAsync<ContainerdException>(() => missing.MetricsAsync(Cancel))).Kind);

        await using var container = await TestContainer.StartAsync(containerd, "refused", "sleep", "1000");
        error = await Assert.ThrowsAsync<ContainerdException>(() => container.Task.DeleteAsync(Cancel));
        Assert.True(error.Kind is ContainerdErrorKind.FailedPrecondition or ContainerdErrorKind.Unknown, error.ToString());
        Assert.Contains("cannot delete a running process", error.Message, StringComparison.Ordinal);
        error = await Assert.ThrowsAsync<ContainerdException>(() => container.Task.CreateAsync(new() { Rootfs = container.Mounts }, Cancel));
        Assert.Equal(ContainerdErrorKind.AlreadyExists, error.Kind);

        var exec = await container.Task.ExecAsync("bad", TestSpec.Process(false, "/no/such/program"), ProcessIO.None, Cancel);
        error = await Assert.ThrowsAsync<ContainerdException>(() => exec.StartAsync(Cancel));
        Assert.Contains("/no/such/program", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("rpc error", error.Message, StringComparison.Ordinal);
        await exec.DeleteAsync(Cancel);
    }

    [Fact]
    public async Task A_signal_can_go_to_one_exec_alone()
    {
        await using var container = await TestContainer.StartAsync(containerd, "signal", "sleep", "1000");
        var exec = await container.Task.ExecAsync("victim", TestSpec.Process(false, "sleep", "1000"), ProcessIO.None, Cancel);
        var exit = exec.WaitAsync(Cancel);
        await exec.StartAsync(Cancel);
        await exec.KillAsync(SigTerm, cancellationToken: Cancel);
        Assert.Equal(128 + SigTerm, (await exit).ExitStatus);
        Assert.Equal(ProcessStatus.Running, (await container.Task.GetAsync(Cancel)).Status);
    }
}
