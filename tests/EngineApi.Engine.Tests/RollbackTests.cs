using Xunit;

namespace EngineApi.Engine.Tests;

public class RollbackTests
{
    private readonly List<string> _seen = [];

    [Fact]
    public async Task Steps_are_unwound_in_reverse_and_a_failing_one_does_not_stop_the_others()
    {
        await using (var rollback = new Rollback((step, e) => _seen.Add($"{step} failed: {e.Message}")))
        {
            rollback.Add("first", () => _seen.Add("first"));
            rollback.Add("second", () => throw new IOException("no"));
            rollback.Add("third", () => _seen.Add("third"));
        }

        Assert.Equal(["third", "second failed: no", "first"], _seen);
    }

    [Fact]
    public async Task Nothing_is_unwound_after_the_commit()
    {
        await using (var rollback = new Rollback((_, _) => { }))
        {
            rollback.Add("first", () => _seen.Add("first"));
            rollback.Commit();
        }

        Assert.Empty(_seen);
    }
}
