using EngineApi.Containerd.Tasks;
using EngineApi.Engine.Containers;
using EngineApi.Testing;
using Xunit;

namespace EngineApi.Engine.Tests.Containers;

/// <summary>Many verbs at once: each ends, in success or in one error of the engine's, and the state is true afterwards.</summary>
public sealed class StormTests(EngineFixture fixture) : IClassFixture<EngineFixture>
{
    [Fact]
    public async Task Verbs_on_one_container_all_end_and_agree_with_containerd()
    {
        var engine = fixture.Engine;
        var id = await engine.CreateAsync();
        Func<Task>[] verbs =
        [
            () => engine.StartAsync(id), () => engine.StopAsync(id), () => engine.KillAsync(id), () => engine.PauseAsync(id),
            () => engine.Get<UnpauseContainer>().ExecuteAsync(id, CancellationToken.None),
            () => engine.Get<RestartContainer>().ExecuteAsync(id, null, 0, CancellationToken.None),
        ];
        var errors = await EachStep.AllAtOnceAsync(Enumerable.Repeat(verbs, 8).SelectMany(all => all));
        Assert.All(errors.OfType<Exception>(), error => Assert.IsType<EngineException>(error));

        await Eventually.BecomesTrueAsync(async () =>
        {
            var tasks = await fixture.Containerd.Client.Tasks.ListAsync(CancellationToken.None);
            return (engine.Status(id), tasks is [var task] ? task.Status : (ProcessStatus?)null) is (ContainerStatus.Exited, null)
                or (ContainerStatus.Running, ProcessStatus.Running)
                or (ContainerStatus.Paused, ProcessStatus.Paused);
        });
        await engine.AssertCleanAsync(fixture.Containerd);
    }

    [Fact]
    public async Task Starts_stops_and_removals_of_one_container_leave_nothing()
    {
        var engine = fixture.Engine;
        var id = await engine.RunAsync();
        Func<Task>[] verbs = [() => engine.StartAsync(id), () => engine.KillAsync(id), () => engine.RemoveAsync(id)];
        var errors = await EachStep.AllAtOnceAsync(Enumerable.Repeat(verbs, 6).SelectMany(all => all));
        Assert.All(errors.OfType<Exception>(), error => Assert.IsType<EngineException>(error));
        await engine.AssertCleanAsync(fixture.Containerd);
    }

    [Fact]
    public async Task Fifty_lives_at_once_leave_nothing()
    {
        var engine = fixture.Engine;
        await Task.WhenAll(Enumerable.Range(0, 50).Select(async number =>
        {
            var id = await engine.RunAsync($"echo {number}; exit {number}", autoRemove: number % 2 == 0);
            if (number % 2 == 0)
                return;
            Assert.Equal(number, (await engine.ExitAsync(id)).ExitCode);
            await engine.RemoveAsync(id, force: false);
        }));
        if (!await Eventually.PollAsync(() => Task.FromResult(engine.Containers.All.Count == 0), TimeSpan.FromMinutes(3)))
            Assert.Fail("left:\n" + string.Join('\n', engine.Containers.All.Select(container => $"{container.Current} after {string.Join(", ", engine.Actions(container.Id))}")));
        await engine.AssertCleanAsync(fixture.Containerd);
    }
}
