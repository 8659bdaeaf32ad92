using EngineApi.Containerd.Snapshots;
using EngineApi.Engine.Containers;
using EngineApi.Engine.Containers.Commit;
using EngineApi.Engine.Images;
using EngineApi.Testing;
using Xunit;

namespace EngineApi.Engine.Tests.Containers.Commit;

public sealed class CommitContainerTests(EngineFixture fixture) : IClassFixture<EngineFixture>
{
    private const string Change = "echo changed > /changed; echo ready; " + TestEngine.Sleep;

    private ImageTable Images => fixture.Engine.Get<ImageTable>();

    [Theory]
    [InlineData(nameof(FaultKind.Refused), "committed")]
    [InlineData(nameof(FaultKind.AnswerLost), "committed")]
    [InlineData(nameof(FaultKind.AnswerLost), "")]
    public async Task A_failing_step_leaves_no_image_and_lets_the_container_go_on(string kind, string repository)
    {
        var images = await ImagesAsync();
        var layers = await LayersAsync();
        await EachStep.FailsAsync(
            fixture,
            Enum.Parse<FaultKind>(kind),
            async () =>
            {
                await ForgetAsync(images);
                return await fixture.Engine.RunAsync(Change);
            },
            id => CommitAsync(id, repository),
            async (id, call, error) =>
            {
                // The name is what makes it an image: where only the answer to that is lost, there is one, and a whole one.
                if (error is not null && !(kind == nameof(FaultKind.AnswerLost) && call == "Images/Create"))
                {
                    Assert.Equal(images, await ImagesAsync());
                    Assert.Empty((await LayersAsync()).Except(layers));
                }

                await Eventually.BecomesTrueAsync(async () => fixture.Engine.Find(id).Current.Status == ContainerStatus.Running && await IsRunningAsync(id), null, $"runs after {call}");
                await ForgetAsync(images);
                await CommitAsync(id, repository);
                Assert.Single((await ImagesAsync()).Except(images));
                await ForgetAsync(images);
            });
        await ForgetAsync(images);
        Assert.Empty((await LayersAsync()).Except(layers));
    }

    [Fact]
    public async Task A_client_that_leaves_at_any_moment_lets_the_container_go_on()
    {
        var images = await ImagesAsync();
        var id = await fixture.Engine.RunAsync(Change);
        for (var milliseconds = 0; milliseconds < 40; milliseconds += 2)
        {
            using var client = new CancellationTokenSource(TimeSpan.FromMilliseconds(milliseconds));
            await fixture.Engine.Get<CommitContainer>().ExecuteAsync(id, new CommitRequest { Repository = "" }, client.Token)
                .ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            var container = fixture.Engine.Find(id);
            await container.Mailbox.RunAsync(static () => Task.CompletedTask, CancellationToken.None); // What was begun is over.
            Assert.Equal(ContainerStatus.Running, container.Current.Status);
        }

        await ForgetAsync(images);
    }

    private Task<string> CommitAsync(string id, string repository) =>
        fixture.Engine.Get<CommitContainer>().ExecuteAsync(id, new CommitRequest { Repository = repository }, CancellationToken.None);

    private async Task<bool> IsRunningAsync(string id) =>
        (await fixture.Containerd.Client.Tasks.Of(id).GetAsync(CancellationToken.None)).Status == EngineApi.Containerd.Tasks.ProcessStatus.Running;

    private async Task<IReadOnlyList<string>> ImagesAsync() =>
        [.. (await Images.ListAsync(CancellationToken.None)).Select(image => image.Id).Order(StringComparer.Ordinal)];

    private async Task<IReadOnlyList<string>> LayersAsync()
    {
        var names = new List<string>();
        await foreach (var snapshot in fixture.Containerd.Client.Snapshots(fixture.Containerd.Snapshotter).ListAsync())
        {
            if (snapshot.Kind == SnapshotKind.Committed)
                names.Add(snapshot.Name);
        }

        return names;
    }

    /// <summary>Removes what was committed.</summary>
    private async Task ForgetAsync(IReadOnlyList<string> others)
    {
        foreach (var id in (await ImagesAsync()).Except(others))
            await fixture.Engine.Get<RemoveImage>().ExecuteAsync(id, force: true, CancellationToken.None);
    }
}
