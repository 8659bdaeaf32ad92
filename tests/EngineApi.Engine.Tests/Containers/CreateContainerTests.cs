using EngineApi.Engine.Containers;
using Xunit;

namespace EngineApi.Engine.Tests.Containers;

public sealed class CreateContainerTests(EngineFixture fixture) : IClassFixture<EngineFixture>
{
    [Theory]
    [InlineData(nameof(FaultKind.Refused))]
    [InlineData(nameof(FaultKind.AnswerLost))]
    public Task A_failing_step_leaves_nothing_and_the_name_free(string kind) => EachStep.FailsAsync(
        fixture,
        Enum.Parse<FaultKind>(kind),
        () => Task.FromResult("c" + Guid.NewGuid().ToString("N")),
        name => fixture.Engine.CreateAsync(name: name),
        async (name, _, error) =>
        {
            Assert.Equal(ErrorKind.Unavailable, EachStep.KindOf(error));
            await fixture.Engine.AssertCleanAsync(fixture.Containerd);
            await fixture.Engine.CreateAsync(name: name);
        });

    [Fact]
    public async Task Of_many_with_one_name_one_is_made()
    {
        var engine = fixture.Engine;
        var tries = Enumerable.Repeat<Func<Task>>(() => engine.CreateAsync(name: "only"), 8);
        var errors = (await EachStep.AllAtOnceAsync(tries)).OfType<Exception>().ToList();
        Assert.Equal(7, errors.Count);
        Assert.All(errors, error => Assert.Equal(ErrorKind.Conflict, EachStep.KindOf(error)));
        Assert.Equal(ContainerStatus.Created, engine.Status("only"));
        await engine.AssertCleanAsync(fixture.Containerd);
    }
}
