using System.Diagnostics;
using EngineApi.Engine.Stdio;
using EngineApi.Linux.Fifos;
using EngineApi.Linux.Processes;
using EngineApi.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace EngineApi.Engine.Tests.Stdio;

/// <summary>A gateway that ends and comes back is one stdio thread after the other; the test plays the shim.</summary>
public sealed class OutputHolderTests : IAsyncDisposable
{
    private readonly StdioFixture _stdio = new();
    private readonly List<StdioThread> _threads = [];

    private string Holders => Path.Join(_stdio.Root, "holders");

    [Fact]
    public async Task What_a_process_wrote_and_ended_while_no_gateway_ran_is_in_the_log()
    {
        var first = NewThread();
        var hub = await NewHubAsync(first);
        await hub.BeginAsync(_stdio.Paths(), _ => Task.CompletedTask);
        using (var stdout = _stdio.Output())
        using (var stderr = _stdio.Output("stderr"))
        {
            stdout.WriteAll("before\n"u8);
            await LeaveAsync(first, hub);
            stdout.WriteAll("after\nunfinished"u8);
            stderr.WriteAll("error\n"u8);
        }

        var former = first.Holder!.Pid;
        Assert.True(PidFd.IsAlive(former));

        var second = NewThread();
        var resumed = await NewHubAsync(second);
        await resumed.ResumeAsync(_stdio.Paths(), _ => Task.CompletedTask);
        await second.EndFormerHoldersAsync();
        Assert.False(PidFd.IsAlive(former));
        // Its end is known: no grace is waited for.
        await resumed.DrainAsync(TimeSpan.FromDays(1)).WaitAsync(StdioFixture.Deadline);
        Assert.Equal(
            [("after\n", "stdout"), ("before\n", "stdout"), ("error\n", "stderr"), ("unfinished", "stdout")],
            _stdio.Entries().OrderBy(entry => entry.Log));

        await resumed.CloseAsync();
        await second.LeaveHolderAsync();
        Assert.Equal(0, second.Holder!.Pid);
        Assert.Empty(Directory.GetFiles(Holders));
    }

    [Fact]
    public async Task A_process_that_writes_on_is_held_by_the_next_gateway_as_well()
    {
        var thread = NewThread();
        var hub = await NewHubAsync(thread);
        await hub.BeginAsync(_stdio.Paths(), _ => Task.CompletedTask);
        var stdout = _stdio.Output();
        for (var restart = 0; restart < 3; restart++)
        {
            await LeaveAsync(thread, hub);
            stdout.WriteAll("line\n"u8);
            thread = NewThread();
            hub = await NewHubAsync(thread);
            await hub.ResumeAsync(_stdio.Paths(), _ => Task.CompletedTask);
            await thread.EndFormerHoldersAsync();
            Assert.Single(Directory.GetFiles(Holders));
        }

        stdout.Dispose();
        using (var stderr = _stdio.Output("stderr"))
        {
        }

        await hub.DrainAsync(TimeSpan.Zero);
        Assert.Equal(["line\n", "line\n", "line\n"], _stdio.Entries().Select(entry => entry.Log));
        await hub.CloseAsync();
        await thread.LeaveHolderAsync();
    }

    [Fact]
    public async Task One_process_serves_all_runs_and_those_that_ended_are_let_go()
    {
        var thread = NewThread();
        var hub = await NewHubAsync(thread);
        var holders = new HashSet<int>();
        var fifos = new List<string>();
        for (var run = 0; run < 100; run++)
        {
            var paths = StdioPaths.For(_stdio.Root, $"c{run}", "", stdin: false, tty: true);
            await hub.BeginAsync(paths, _ => Task.CompletedTask);
            holders.Add(thread.Holder!.Pid);
            // A second name, by which the FIFO can be asked for when the hub has removed it.
            fifos.Add(Path.Join(_stdio.Root, $"fifo{run}"));
            using (var link = Process.Start("ln", [paths.Stdout, fifos[^1]]))
                await link.WaitForExitAsync(TestContext.Current.CancellationToken);
            await hub.AbortAsync();
        }

        Assert.Single(holders);
        await Eventually.BecomesTrueAsync(() => fifos.Count(IsHeld) <= 17);
        await hub.CloseAsync();
        await thread.LeaveHolderAsync();
        Assert.False(PidFd.IsAlive(holders.Single()));
    }

    [Fact]
    public async Task A_holder_that_was_killed_is_replaced_by_one_that_holds_the_same()
    {
        var thread = NewThread();
        var hub = await NewHubAsync(thread);
        await hub.BeginAsync(_stdio.Paths(), _ => Task.CompletedTask);
        var killed = thread.Holder!.Pid;
        using (var process = PidFd.Find(killed)!)
            process.Signal(9);
        await Eventually.BecomesTrueAsync(() => thread.Holder.Pid == 0);
        Assert.False(Directory.Exists($"/proc/{killed}"), "it was not waited for");

        var other = new StdioHub(thread, new StdioHubOptions { Log = hub.Log });
        await other.BeginAsync(StdioPaths.For(_stdio.Root, "other", "", stdin: false, tty: true), _ => Task.CompletedTask);
        Assert.NotEqual(killed, thread.Holder.Pid);
        await other.LeaveAsync();
        await LeaveAsync(thread, hub);
        Assert.True(IsHeld(_stdio.Paths().Stdout));

        var next = NewThread();
        await next.EndFormerHoldersAsync();
        // A child that another test starts at this moment has copies of our descriptors until its execve(2) is done.
        await Eventually.BecomesTrueAsync(() => !IsHeld(_stdio.Paths().Stdout));
    }

    [Fact]
    public async Task Where_it_cannot_be_started_containers_run_all_the_same()
    {
        var nowhere = Path.Join(_stdio.Root, "file");
        await File.WriteAllTextAsync(nowhere, "", TestContext.Current.CancellationToken);
        var thread = NewThread(nowhere);
        var hub = await NewHubAsync(thread);
        await hub.BeginAsync(_stdio.Paths(), _ => Task.CompletedTask);
        using (var stdout = _stdio.Output())
            stdout.WriteAll("line\n"u8);
        using (var stderr = _stdio.Output("stderr"))
        {
        }

        await hub.DrainAsync(StdioFixture.Deadline);
        Assert.Equal(0, thread.Holder!.Pid);
        Assert.Equal([("line\n", "stdout")], _stdio.Entries());
        await hub.CloseAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await NewThread().EndFormerHoldersAsync();
        foreach (var thread in _threads)
            thread.Dispose();
        await _stdio.DisposeAsync();
    }

    private StdioThread NewThread(string? execRoot = null)
    {
        _threads.Add(new StdioThread(TimeProvider.System, NullLogger<StdioThread>.Instance, execRoot ?? _stdio.Root));
        return _threads[^1];
    }

    private async Task<StdioHub> NewHubAsync(StdioThread thread) =>
        new(thread, new StdioHubOptions { Log = await ContainerLog.OpenAsync(thread, _stdio.LogPath, new JsonFileOptions()) });

    // What the kernel does for a gateway that is killed.
    private static async Task LeaveAsync(StdioThread thread, StdioHub hub)
    {
        await hub.LeaveAsync();
        await thread.LeaveHolderAsync();
        thread.Dispose();
    }

    private static bool IsHeld(string fifo)
    {
        using var writer = Fifo.OpenWriter(fifo);
        return writer is not null;
    }
}
