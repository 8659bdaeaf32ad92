using EngineApi.Engine.Containers;
using EngineApi.Engine.Images;
using EngineApi.Engine.Tests.Images;
using Xunit;

namespace EngineApi.Engine.Tests.Containers;

public sealed class StartContainerTests(EngineFixture fixture) : IClassFixture<EngineFixture>
{
    [Theory]
    [InlineData(nameof(FaultKind.Refused))]
    [InlineData(nameof(FaultKind.AnswerLost))]
    public Task A_failing_step_unwinds_and_the_start_can_be_repeated(string kind) => EachStep.FailsAsync(
        fixture,
        Enum.Parse<FaultKind>(kind),
        () => fixture.Engine.CreateAsync(),
        fixture.Engine.StartAsync,
        async (id, _, error) =>
        {
            var engine = fixture.Engine;
            Assert.Equal(ErrorKind.Unavailable, EachStep.KindOf(error));
            var current = engine.Find(id).Current;
            Assert.Equal((ContainerStatus.Created, 128, error!.Message), (current.Status, current.Lifecycle.ExitCode, current.Lifecycle.Error));
            Assert.Empty(await fixture.Containerd.Client.Tasks.ListAsync(CancellationToken.None));
            await engine.StartAsync(id);
            Assert.Equal((ContainerStatus.Running, ""), (engine.Status(id), engine.Find(id).Current.Lifecycle.Error));
            Assert.Equal(["create", "start"], engine.Actions(id));
        });

    [Fact]
    public async Task A_task_that_could_not_be_taken_back_gives_way_to_the_next_start()
    {
        var engine = fixture.Engine;
        var id = await engine.CreateAsync();
        using (engine.Faults.Arm("Tasks/Create", FaultKind.AnswerLost))
        using (engine.Faults.Arm("Tasks/Kill", FaultKind.Refused, nth: 0))
            await Assert.ThrowsAsync<EngineException>(() => engine.StartAsync(id));
        Assert.Single(await fixture.Containerd.Client.Tasks.ListAsync(CancellationToken.None));

        await engine.StartAsync(id);
        Assert.Equal(ContainerStatus.Running, engine.Status(id));
        await engine.AssertCleanAsync(fixture.Containerd);
    }

    [Fact]
    public async Task A_task_that_could_not_be_taken_back_goes_with_its_container()
    {
        var engine = fixture.Engine;
        var id = await engine.CreateAsync();
        using (engine.Faults.Arm("Tasks/Start", FaultKind.AnswerLost))
        using (engine.Faults.Arm("Tasks/Kill", FaultKind.Refused, nth: 0))
            await Assert.ThrowsAsync<EngineException>(() => engine.StartAsync(id));
        await engine.RemoveAsync(id, force: false);
        await engine.AssertCleanAsync(fixture.Containerd);
    }

    [Fact]
    public async Task Of_many_starts_one_starts_it()
    {
        var engine = fixture.Engine;
        var id = await engine.CreateAsync();
        var errors = await EachStep.AllAtOnceAsync(Enumerable.Repeat<Func<Task>>(() => engine.StartAsync(id), 10));
        Assert.Equal(9, errors.Count(error => EachStep.KindOf(error) == ErrorKind.NotModified));
        Assert.Equal(["create", "start"], engine.Actions(id));
        await engine.AssertCleanAsync(fixture.Containerd);
    }

    [Fact]
    public async Task Users_behind_a_loop_of_links_are_refused_by_name_and_the_start_can_be_repeated()
    {
        var engine = fixture.Engine;
        await using var tar = new MemoryStream(new TarBuilder().Directory("etc/").Symlink("etc/passwd", "group").Symlink("etc/group", "passwd").ToArray());
        await engine.Get<ImportImage>().ExecuteAsync(tar, new() { Repository = "loop" }, CancellationToken.None);
        var id = (await engine.Get<CreateContainer>().ExecuteAsync(
            null, null, new() { Image = "loop", Cmd = ["/x"], HostConfig = new() { NetworkMode = "none" } }, CancellationToken.None)).Id;

        for (var attempt = 0; attempt < 2; attempt++)
        {
            var error = await Assert.ThrowsAsync<EngineException>(() => engine.StartAsync(id));
            Assert.Equal(ErrorKind.InvalidParameter, error.Kind);
            Assert.Equal("the container's users cannot be read: openat2 etc/passwd: Too many levels of symbolic links", error.Message);
        }

        await engine.RemoveAsync(id);
        await engine.Get<RemoveImage>().ExecuteAsync("loop", force: false, CancellationToken.None);
        await engine.AssertCleanAsync(fixture.Containerd);
    }
}
