using EngineApi.Engine.Containers;
using EngineApi.Testing;
using EngineApi.Wire.Containers;
using Xunit;

namespace EngineApi.Engine.Tests.Containers.Restart;

public sealed class RestartTimerTests(EngineFixture fixture) : IClassFixture<EngineFixture>
{
    private TestEngine Engine => fixture.Engine;

    [Fact]
    public async Task On_failure_gives_up_after_its_count()
    {
        var id = await StartAsync("exit 3", "on-failure", 2);
        await Eventually.BecomesTrueAsync(() => Engine.Status(id) == ContainerStatus.Exited);
        var life = Engine.Find(id).Current.Lifecycle;
        Assert.Equal((3, 2), (life.ExitCode, life.RestartCount));
        Assert.Equal(["create", "start", "die", "start", "die", "start", "die"], Engine.Actions(id));
        await Engine.AssertCleanAsync(fixture.Containerd);
    }

    [Fact]
    public async Task A_stop_while_it_waits_ends_the_waiting_and_those_who_wait_for_it()
    {
        var id = await WaitingAsync("always");
        var exit = Engine.ExitAsync(id);
        await Engine.StopAsync(id);
        Assert.Equal(1, (await exit).ExitCode);
        await AssertStaysExitedAsync(id);
        Assert.Equal("stop", Engine.Actions(id)[^1]);
        await Engine.StartAsync(id); // and by hand it starts again, counted anew
        Assert.True(Engine.Find(id).Current.Lifecycle.RestartCount <= 1);
        await Engine.AssertCleanAsync(fixture.Containerd);
    }

    [Fact]
    public async Task A_kill_while_it_waits_ends_the_waiting_too()
    {
        var id = await WaitingAsync("unless-stopped");
        await Engine.KillAsync(id);
        await AssertStaysExitedAsync(id);
        await Engine.AssertCleanAsync(fixture.Containerd);
    }

    [Fact]
    public async Task A_stop_of_one_that_runs_wins_over_always()
    {
        var id = await StartAsync(TestEngine.Sleep, "always");
        await Engine.StopAsync(id);
        await AssertStaysExitedAsync(id);
        await Engine.AssertCleanAsync(fixture.Containerd);
    }

    [Fact]
    public async Task A_forced_removal_removes_one_that_waits_or_restarts_all_the_time()
    {
        foreach (var id in new[] { await WaitingAsync("always"), await StartAsync("exit 1", "always") })
        {
            await Engine.RemoveAsync(id);
            Assert.False(Engine.Containers.TryGet(id, out _));
        }

        await Engine.AssertCleanAsync(fixture.Containerd);
    }

    [Fact]
    public async Task While_it_waits_it_is_up_for_clients_but_nothing_can_be_done_with_it()
    {
        var id = await WaitingAsync("always");
        var shown = await Engine.Get<InspectContainer>().ExecuteAsync(id, size: false, CancellationToken.None);
        Assert.Equal(("restarting", true, true, 0), (shown.State.Status, shown.State.Running, shown.State.Restarting, shown.State.Pid));
        var refused = await Assert.ThrowsAsync<EngineException>(() => Engine.PauseAsync(id));
        Assert.Equal((ErrorKind.Conflict, $"Container {id} is restarting, wait until the container is running"), (refused.Kind, refused.Message));
        Assert.Equal(ErrorKind.Conflict, (await Assert.ThrowsAsync<EngineException>(() => Engine.RemoveAsync(id, force: false))).Kind);
        Assert.Equal(ErrorKind.NotModified, (await Assert.ThrowsAsync<EngineException>(() => Engine.StartAsync(id))).Kind);
        await Engine.AssertCleanAsync(fixture.Containerd);
    }

    [Fact]
    public async Task One_who_needs_a_container_that_could_be_several_ends_and_says_so()
    {
        var first = new HashSet<char>();
        string other;
        do
            other = await Engine.CreateAsync(TestEngine.Sleep);
        while (first.Add(other[0]));
        var id = await StartAsync("exit 1", "always");
        Engine.Find(id).Current.Settings.HostConfig.PidMode = $"container:{other[0]}";
        await Eventually.BecomesTrueAsync(() => Engine.Status(id) == ContainerStatus.Exited);
        Assert.Equal($"multiple IDs found with provided prefix: {other[0]}", Engine.Find(id).Current.Lifecycle.Error);
        await Engine.AssertCleanAsync(fixture.Containerd);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_next_daemon_goes_on_where_this_one_ended(bool crash)
    {
        var (always, unless) = (await StartAsync(TestEngine.Sleep, "always"), await StartAsync(TestEngine.Sleep, "unless-stopped"));
        var (stoppedAlways, stoppedUnless) = (await StartAsync(TestEngine.Sleep, "always"), await StartAsync(TestEngine.Sleep, "unless-stopped"));
        var never = await CreateAsync(TestEngine.Sleep, "always", 0);
        var waiting = await WaitingAsync("on-failure");
        await Task.WhenAll(Engine.StopAsync(stoppedAlways), Engine.StopAsync(stoppedUnless));

        var after = await fixture.RestartAsync(crash, async () =>
        {
            foreach (var id in new[] { always, unless })
                await fixture.Containerd.Client.Tasks.Of(id).KillAsync(9, all: false);
        });

        foreach (var id in new[] { always, unless, stoppedAlways })
            await Eventually.BecomesTrueAsync(() => after.Status(id) == ContainerStatus.Running && after.Actions(id).Contains("start"));
        await Eventually.BecomesTrueAsync(() => after.Actions(waiting).Contains("start"));
        Assert.Equal((ContainerStatus.Exited, ContainerStatus.Created), (after.Status(stoppedUnless), after.Status(never)));
        await after.AssertCleanAsync(fixture.Containerd);
    }

    private Task<string> CreateAsync(string script, string policy, int most) =>
        Engine.CreateAsync(script, request => request.HostConfig!.RestartPolicy = new RestartPolicy { Name = policy, MaximumRetryCount = most });

    private async Task<string> StartAsync(string script, string policy, int most = 0)
    {
        var id = await CreateAsync(script, policy, most);
        await Engine.StartAsync(id);
        return id;
    }

    /// <summary>One that has failed so often that its next start is seconds away.</summary>
    private async Task<string> WaitingAsync(string policy)
    {
        var id = await StartAsync("exit 1", policy);
        await Eventually.BecomesTrueAsync(() => Engine.Find(id).Current is { Status: ContainerStatus.Restarting, Lifecycle.RestartCount: >= 6 });
        return id;
    }

    /// <summary>Its task is gone, and no other one is begun: the mailbox is empty and it waits for nothing.</summary>
    private async Task AssertStaysExitedAsync(string id)
    {
        var container = Engine.Find(id);
        await container.Mailbox.RunAsync(() => Task.CompletedTask, CancellationToken.None);
        Assert.Equal(ContainerStatus.Exited, container.Current.Status);
        Assert.Null(container.Restart);
        Assert.True(container.Current.Lifecycle.ManuallyStopped);
    }
}
