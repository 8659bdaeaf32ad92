using EngineApi.Engine.Containers;
using EngineApi.Testing;
using Xunit;

namespace EngineApi.Engine.Tests.Containers;

public sealed class RemoveContainerTests(EngineFixture fixture) : IClassFixture<EngineFixture>
{
    [Theory]
    [InlineData(nameof(FaultKind.Refused))]
    [InlineData(nameof(FaultKind.AnswerLost))]
    public Task A_failing_step_makes_it_dead_and_the_removal_can_be_repeated(string kind) => EachStep.FailsAsync(
        fixture,
        Enum.Parse<FaultKind>(kind),
        () => fixture.Engine.CreateAsync(),
        id => fixture.Engine.RemoveAsync(id, force: false),
        async (id, _, error) =>
        {
            Assert.Equal(ErrorKind.System, EachStep.KindOf(error));
            Assert.Equal(ContainerStatus.Dead, fixture.Engine.Status(id));
            await fixture.Engine.RemoveAsync(id, force: false);
            Assert.Equal(["create", "destroy"], fixture.Engine.Actions(id));
        });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Force_ends_what_runs(bool paused)
    {
        var engine = fixture.Engine;
        var id = await engine.RunAsync();
        if (paused)
            await engine.PauseAsync(id);
        Assert.Equal(ErrorKind.Conflict, EachStep.KindOf(await Record.ExceptionAsync(() => engine.RemoveAsync(id, force: false))));
        await engine.RemoveAsync(id);
        Assert.Equal("destroy", engine.Actions(id)[^1]);
        Assert.Contains("die", engine.Actions(id));
        await engine.AssertCleanAsync(fixture.Containerd);
    }

    [Fact]
    public async Task Of_many_removals_one_removes_it()
    {
        var engine = fixture.Engine;
        var id = await engine.RunAsync();
        var errors = await EachStep.AllAtOnceAsync(Enumerable.Repeat<Func<Task>>(() => engine.RemoveAsync(id), 10));
        Assert.Single(errors, error => error is null);
        Assert.All(errors.OfType<Exception>(), error => Assert.Contains(EachStep.KindOf(error), new ErrorKind?[] { ErrorKind.Conflict, ErrorKind.NotFound }));
        Assert.Single(engine.Actions(id), "destroy");
        await engine.AssertCleanAsync(fixture.Containerd);
    }

    [Fact]
    public async Task One_that_removes_itself_tries_again()
    {
        var engine = fixture.Engine;
        var id = await engine.RunAsync(autoRemove: true);
        using var fault = engine.Faults.Arm("Containers/Delete", FaultKind.Refused, about: id);
        await engine.KillAsync(id);
        await fault.StrikesAsync();
        await Eventually.BecomesTrueAsync(() => Task.FromResult(!engine.Containers.TryGet(id, out _)));
        Assert.Single(engine.Actions(id), "destroy");
        await engine.AssertCleanAsync(fixture.Containerd);
    }

    [Fact]
    public async Task A_forced_removal_of_one_that_removes_itself_is_none_that_fails()
    {
        var engine = fixture.Engine;
        for (var round = 0; round < 5; round++)
        {
            var id = await engine.RunAsync(autoRemove: true);
            await engine.RemoveAsync(id);
            Assert.False(engine.Containers.TryGet(id, out _));
            Assert.Single(engine.Actions(id), "destroy");
        }

        await engine.AssertCleanAsync(fixture.Containerd);
    }
}
