using EngineApi.Engine.Containers;
using EngineApi.Testing;
using Xunit;

namespace EngineApi.Engine.Tests.Containers;

public sealed class PauseContainerTests(EngineFixture fixture) : IClassFixture<EngineFixture>
{
    [Theory]
    [InlineData(nameof(FaultKind.Refused), ContainerStatus.Running)]
    [InlineData(nameof(FaultKind.AnswerLost), ContainerStatus.Paused)]
    public Task After_a_failing_step_the_state_is_what_containerd_made_of_it(string kind, ContainerStatus expected) => EachStep.FailsAsync(
        fixture,
        Enum.Parse<FaultKind>(kind),
        () => fixture.Engine.RunAsync(),
        fixture.Engine.PauseAsync,
        async (id, _, error) =>
        {
            Assert.Equal(ErrorKind.Unavailable, EachStep.KindOf(error));
            await Eventually.BecomesTrueAsync(() => fixture.Engine.Status(id) == expected);
            if (expected == ContainerStatus.Running)
                await fixture.Engine.PauseAsync(id);
            await fixture.Engine.Get<UnpauseContainer>().ExecuteAsync(id, CancellationToken.None);
            Assert.Single(fixture.Engine.Actions(id), "pause");
            Assert.Single(fixture.Engine.Actions(id), "unpause");
        });

    [Fact]
    public async Task A_paused_container_can_be_stopped()
    {
        var id = await fixture.Engine.RunAsync();
        await fixture.Engine.PauseAsync(id);
        await fixture.Engine.StopAsync(id);
        Assert.Equal((ContainerStatus.Exited, 0), (fixture.Engine.Status(id), fixture.Engine.Find(id).Current.Lifecycle.ExitCode));
        await fixture.Engine.AssertCleanAsync(fixture.Containerd);
    }
}
