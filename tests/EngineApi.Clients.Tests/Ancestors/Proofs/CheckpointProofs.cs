using EngineApi.Testing;
using Xunit;

namespace EngineApi.Clients.Tests.Ancestors.Proofs;

/// <summary>Checkpoints, where CRIU works.</summary>
internal sealed class CheckpointProofs(EngineProcess engine)
{
    private const string Count = "i=0; while :; do i=$((i+1)); echo $i; sleep 0.05; done";

    private readonly Api _api = new(engine);

    public async Task GoesOnFromACheckpointAsync()
    {
        await using var container = await BeginAsync();
        await container.PostAsync("/checkpoints", """{"CheckpointID": "one", "Exit": true}""");
        Assert.Equal("exited", await container.StatusAsync());
        var before = (await container.LogsAsync()).Stdout.Split('\n').Length;
        await container.PostAsync("/start?checkpoint=one");
        await Eventually.BecomesTrueAsync(async () => (await container.LogsAsync()).Stdout.Split('\n').Length > before + 3);
        var lines = (await container.LogsAsync()).Stdout.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(Enumerable.Range(1, lines.Length).Select(number => $"{number}"), lines);
    }

    public async Task AreListedAsync()
    {
        await using var container = await BeginAsync();
        await container.PostAsync("/checkpoints", """{"CheckpointID": "one", "Exit": false}""");
        Assert.Equal(["one"], (await container.GetAsync("/checkpoints")).AsArray().Select(one => (string)one!["Name"]!));
        Assert.Equal("running", await container.StatusAsync());
    }

    public async Task AreDeletedAsync()
    {
        await using var container = await BeginAsync();
        await container.PostAsync("/checkpoints", """{"CheckpointID": "one", "Exit": false}""");
        await _api.DeleteAsync(container.Path + "/checkpoints/one");
        Assert.Empty((await container.GetAsync("/checkpoints")).AsArray());
        await _api.RefusedAsync(404, HttpMethod.Delete, container.Path + "/checkpoints/one");
    }

    private async Task<ApiContainer> BeginAsync()
    {
        Criu.SkipWhenItDoesNotWork();
        var container = await ApiContainer.StartAsync(_api, Count);
        await container.SaysAsync("5\n");
        return container;
    }
}
