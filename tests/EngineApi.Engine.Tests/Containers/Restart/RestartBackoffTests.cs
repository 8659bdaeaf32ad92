using EngineApi.Engine.Containers.Restart;
using Xunit;

namespace EngineApi.Engine.Tests.Containers.Restart;

public sealed class RestartBackoffTests
{
    [Fact]
    public void Doubles_from_100_ms_to_a_minute()
    {
        var backoff = new RestartBackoff();
        var pauses = Enumerable.Range(0, 12).Select(_ => backoff.After(TimeSpan.FromSeconds(1)).TotalMilliseconds);
        Assert.Equal([100, 200, 400, 800, 1600, 3200, 6400, 12_800, 25_600, 51_200, 60_000, 60_000], pauses);
    }

    [Fact]
    public void Begins_anew_after_a_run_of_ten_seconds_or_a_start_by_hand()
    {
        var backoff = new RestartBackoff();
        backoff.After(TimeSpan.Zero);
        Assert.Equal(200, backoff.After(TimeSpan.FromSeconds(9.9)).TotalMilliseconds);
        Assert.Equal(100, backoff.After(TimeSpan.FromSeconds(10)).TotalMilliseconds);
        backoff.Reset();
        Assert.Equal(100, backoff.After(TimeSpan.Zero).TotalMilliseconds);
    }
}
