using System.Diagnostics;
using System.Runtime.CompilerServices;
using Xunit;

namespace EngineApi.Testing;

/// <summary>
/// Waits for a condition that nothing announces, e.g. that the kernel removed a mount. Prefer awaiting an event; never sleep for a
/// fixed time. <code>await Eventually.BecomesTrueAsync(() => !Directory.Exists(cgroup));</code>
/// </summary>
public static class Eventually
{
    public static readonly TimeSpan DefaultDeadline = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    /// <summary>Returns when the condition holds; fails the test, naming the condition, when it does not within the deadline.</summary>
    public static Task BecomesTrueAsync(
        Func<bool> condition, TimeSpan? deadline = null, [CallerArgumentExpression(nameof(condition))] string what = "")
        => BecomesTrueAsync(() => Task.FromResult(condition()), deadline, what);

    /// <inheritdoc cref="BecomesTrueAsync(Func{bool}, TimeSpan?, string)"/>
    public static async Task BecomesTrueAsync(
        Func<Task<bool>> condition, TimeSpan? deadline = null, [CallerArgumentExpression(nameof(condition))] string what = "")
    {
        var limit = deadline ?? DefaultDeadline;
        if (!await PollAsync(condition, limit))
        {
            Assert.Fail($"not true within {limit.TotalSeconds:0.#} s: {what}");
        }
    }

    /// <summary>Whether the condition holds within the deadline, for a test that says better itself what is wrong.</summary>
    public static async Task<bool> PollAsync(Func<Task<bool>> condition, TimeSpan? deadline = null)
    {
        for (var started = Stopwatch.GetTimestamp(); !await condition(); await Task.Delay(Interval, TestContext.Current.CancellationToken))
        {
            if (Stopwatch.GetElapsedTime(started) > (deadline ?? DefaultDeadline))
            {
                return false;
            }
        }
        return true;
    }
}
