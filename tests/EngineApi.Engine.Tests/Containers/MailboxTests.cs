using EngineApi.Engine.Containers;
using Xunit;

namespace EngineApi.Engine.Tests.Containers;

public class MailboxTests
{
    private readonly Mailbox _mailbox = new();

    [Fact]
    public async Task Transitions_run_one_at_a_time_in_the_order_they_were_posted()
    {
        var order = new List<int>();
        var inside = 0;
        var posts = Enumerable.Range(0, 100).Select(i => _mailbox.RunAsync(
            async () =>
            {
                Assert.Equal(1, Interlocked.Increment(ref inside));
                await Task.Yield();
                order.Add(i);
                Interlocked.Decrement(ref inside);
            },
            CancellationToken.None)).ToArray();
        await Task.WhenAll(posts);
        Assert.Equal(Enumerable.Range(0, 100), order);
    }

    [Fact]
    public async Task A_caller_that_gives_up_does_not_cancel_a_transition_that_has_begun()
    {
        var begun = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        var finished = new TaskCompletionSource();
        using var caller = new CancellationTokenSource();
        var post = _mailbox.RunAsync(
            async () =>
            {
                begun.SetResult();
                await goOn.Task;
                finished.SetResult();
            },
            caller.Token);
        await begun.Task;
        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => post);
        goOn.SetResult();
        await finished.Task.WaitAsync(TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task A_caller_that_gave_up_before_its_turn_is_skipped()
    {
        var goOn = new TaskCompletionSource();
        var first = _mailbox.RunAsync(() => goOn.Task, CancellationToken.None);
        using var caller = new CancellationTokenSource();
        var ran = false;
        var second = _mailbox.RunAsync(() => Task.FromResult(ran = true), caller.Token);
        await caller.CancelAsync();
        goOn.SetResult();
        await first;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        await _mailbox.RunAsync(() => Task.CompletedTask, CancellationToken.None);
        Assert.False(ran);
    }

    [Fact]
    public async Task A_failing_transition_fails_its_caller_only()
    {
        var failing = _mailbox.RunAsync(() => Task.FromException(new IOException("no")), CancellationToken.None);
        var next = _mailbox.RunAsync(() => Task.FromResult(42), CancellationToken.None);
        await Assert.ThrowsAsync<IOException>(() => failing);
        Assert.Equal(42, await next);
    }

    [Fact]
    public async Task A_stuck_container_refuses_instead_of_queueing_without_end()
    {
        var stuck = new TaskCompletionSource();
        var posts = Enumerable.Range(0, Mailbox.Capacity).Select(_ => _mailbox.RunAsync(() => stuck.Task, CancellationToken.None)).ToArray();
        var refused = await Assert.ThrowsAsync<EngineException>(() => _mailbox.RunAsync(() => Task.CompletedTask, CancellationToken.None));
        Assert.Equal(ErrorKind.Unavailable, refused.Kind);
        stuck.SetResult();
        await Task.WhenAll(posts);
        await _mailbox.RunAsync(() => Task.CompletedTask, CancellationToken.None);
    }
}
