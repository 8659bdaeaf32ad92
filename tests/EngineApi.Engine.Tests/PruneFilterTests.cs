using EngineApi.Wire;
using Xunit;

namespace EngineApi.Engine.Tests;

public sealed class PruneFilterTests
{
    private static readonly DateTimeOffset s_now = new(2026, 1, 2, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("", true)]
    [InlineData("until=1h", true)]
    [InlineData("until=25h", false)]
    [InlineData("until=2026-01-01T12:00:00Z", true)]
    [InlineData("label=a", true)]
    [InlineData("label=a=b", true)]
    [InlineData("label=a=c", false)]
    [InlineData("label!=a", false)]
    [InlineData("label!=a=c", true)]
    public void A_prune_spares_what_does_not_match(string filter, bool expected)
    {
        var at = filter.StartsWith("label!", StringComparison.Ordinal) ? 6 : filter.IndexOf('=', StringComparison.Ordinal);
        var filters = filter.Length == 0 ? Filters.None : Filters.Of((filter[..at], filter[(at + 1)..]));
        Assert.Equal(expected, new PruneFilter(filters, s_now).Matches(s_now.AddDays(-1), new Dictionary<string, string> { ["a"] = "b" }));
    }

    [Theory]
    [InlineData("foo", "x", "invalid filter 'foo'")]
    [InlineData("dangling", "true", "invalid filter 'dangling'")]
    [InlineData("until", "x", "failed to parse value as time or duration: \"x\"")]
    public void A_filter_that_is_none_is_refused(string key, string value, string message)
    {
        var error = Assert.Throws<EngineException>(() => new PruneFilter(Filters.Of((key, value)), s_now));
        Assert.Equal((ErrorKind.InvalidParameter, message), (error.Kind, error.Message));
        Assert.Throws<EngineException>(() => new PruneFilter(Filters.Of(("until", "1h"), ("until", "2h")), s_now));
    }

    [Fact]
    public void Only_one_prune_runs_at_a_time()
    {
        var turn = new PruneTurn();
        using (turn.Take())
            Assert.Equal(ErrorKind.Conflict, Assert.Throws<EngineException>(turn.Take).Kind);
        turn.Take().Dispose();
    }
}
