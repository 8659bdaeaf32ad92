using EngineApi.Containerd.Events;
using EngineApi.Containerd.Tasks;
using EngineApi.Testing;
using Xunit;

namespace EngineApi.Containerd.Tests.Events;

public sealed class ReconnectTests(PrivateContainerd containerd) : IClassFixture<PrivateContainerd>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_crash_of_containerd_is_a_gap_and_containers_live_on()
    {
        await using var events = await ObservedEvents.BeginAsync(containerd.Client);
        await using var container = await TestContainer.StartAsync(containerd, "survivor", "sleep", "1000");
        await using var other = await TestContainer.StartAsync(containerd, "after", "sleep", "1000");
        var waiting = container.Task.WaitAsync(Cancel);

        await containerd.CrashAsync();

        var gap = Assert.IsType<EventGap>(await events.UntilAsync(e => e is EventGap));
        Assert.Equal(ContainerdErrorKind.Unavailable, gap.Cause?.Kind);
        Assert.Equal(ContainerdErrorKind.Unavailable, (await Assert.ThrowsAsync<ContainerdException>(() => waiting)).Kind);
        var state = await container.Task.GetAsync(Cancel);
        Assert.Equal((ProcessStatus.Running, container.Pid), (state.Status, state.Pid));

        await other.Task.KillAsync(signal: 9, cancellationToken: Cancel);
        var exited = (TaskExited)await events.UntilAsync(e => e is TaskExited);
        Assert.Equal(("after", other.Pid, 137u), (exited.ContainerId, exited.Pid, exited.ExitStatus));
        await other.Task.DeleteAsync(Cancel);
        await other.RemoveAsync();
    }
}
