using EngineApi.Engine.Containers;
using Xunit;

namespace EngineApi.Engine.Tests.Containers;

public sealed class RenameContainerTests(EngineFixture fixture) : IClassFixture<EngineFixture>
{
    [Theory]
    [InlineData(nameof(FaultKind.Refused))]
    [InlineData(nameof(FaultKind.AnswerLost))]
    public Task A_failing_step_keeps_the_old_name_everywhere(string kind) => EachStep.FailsAsync(
        fixture,
        Enum.Parse<FaultKind>(kind),
        () => fixture.Engine.CreateAsync(name: "old"),
        id => RenameAsync(id, "new"),
        async (id, _, error) =>
        {
            Assert.Equal(ErrorKind.Unavailable, EachStep.KindOf(error));
            var record = await fixture.Containerd.Client.Containers.GetAsync(id, CancellationToken.None);
            Assert.Equal(("old", "old"), (fixture.Engine.Find(id).Current.Name, record.Labels[ContainerPersistence.NameLabel]));
            await fixture.Engine.CreateAsync(name: "new");
            await RenameAsync(id, "newer");
            Assert.Equal(id, fixture.Engine.Find("newer").Id);
        });

    private Task RenameAsync(string id, string name) => fixture.Engine.Get<RenameContainer>().ExecuteAsync(id, name, CancellationToken.None);
}
