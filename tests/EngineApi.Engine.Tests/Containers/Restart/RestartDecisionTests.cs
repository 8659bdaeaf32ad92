using EngineApi.Engine.Containers;
using EngineApi.Engine.Containers.Restart;
using EngineApi.Wire.Containers;
using Xunit;

namespace EngineApi.Engine.Tests.Containers.Restart;

public sealed class RestartDecisionTests
{
    private static readonly DateTimeOffset Started = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("", 0, 1, 0, false, false)]
    [InlineData("no", 0, 1, 0, false, false)]
    [InlineData("always", 0, 0, 0, false, true)]
    [InlineData("always", 0, 1, 99, false, true)]
    [InlineData("always", 0, 1, 0, true, false)]
    [InlineData("unless-stopped", 0, 0, 5, false, true)]
    [InlineData("unless-stopped", 0, 0, 5, true, false)]
    [InlineData("on-failure", 0, 0, 0, false, false)]
    [InlineData("on-failure", 0, 1, 1000, false, true)]
    [InlineData("on-failure", 3, 1, 2, false, true)]
    [InlineData("on-failure", 3, 1, 3, false, false)]
    [InlineData("on-failure", 3, 1, 0, true, false)]
    public void After_an_exit_policy_code_count_and_a_stop_by_hand_decide(string name, int most, int exitCode, int count, bool stopped, bool expected) =>
        Assert.Equal(expected, RestartDecision.AfterExit(
            new RestartPolicy { Name = name, MaximumRetryCount = most },
            new ContainerLifecycle { StartedAt = Started, ExitCode = exitCode, RestartCount = count, ManuallyStopped = stopped }));

    [Theory]
    [InlineData("always", true, true)]
    [InlineData("unless-stopped", true, false)]
    [InlineData("unless-stopped", false, true)]
    [InlineData("no", false, false)]
    public void At_start_up_always_means_always(string name, bool stopped, bool expected) =>
        Assert.Equal(expected, RestartDecision.AtStartUp(
            new RestartPolicy { Name = name }, new ContainerLifecycle { StartedAt = Started, ManuallyStopped = stopped }));

    [Fact]
    public void At_start_up_what_never_ran_is_left_alone() =>
        Assert.False(RestartDecision.AtStartUp(new RestartPolicy { Name = "always" }, ContainerLifecycle.New));
}
