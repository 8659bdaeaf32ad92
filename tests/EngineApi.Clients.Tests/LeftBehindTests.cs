using EngineApi.Testing;
using Xunit;

namespace EngineApi.Clients.Tests;

/// <summary>After containers of all kinds, nothing of them is left: with a gateway of its own, whose descriptors can be counted.</summary>
public sealed class LeftBehindTests : IAsyncLifetime
{
    private readonly EngineProcess _engine = new();
    private readonly DockerCli _docker;

    public LeftBehindTests() => _docker = new(_engine);

    public ValueTask InitializeAsync() => _engine.InitializeAsync();

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    [Fact]
    public async Task Nothing_is_left_of_containers_that_were_removed()
    {
        await WalkAsync(); // What the first use loads and opens for good is not a leak.
        await _engine.ClosedAsync(int.MaxValue);
        var before = _engine.Descriptors();
        var ids = new List<string>();
        for (var round = 0; round < 3; round++)
            ids.AddRange(await WalkAsync());

        IReadOnlyList<string> left = [];
        await Eventually.PollAsync(async () => (left = await _engine.LeftAsync([.. ids])).Count == 0);
        Assert.True(left.Count == 0, "left behind:\n" + string.Join('\n', left));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(_engine.DataRoot, "containers")));
        await _engine.ClosedAsync(before.Count);
    }

    private async Task<IReadOnlyList<string>> WalkAsync()
    {
        var ids = new List<string>();
        await _docker.OkAsync("run", "--rm", BusyboxImage.Name, "true");
        await _docker.RunAsync("run", "--rm", BusyboxImage.Name, "/nosuch");
        await _docker.RunAsync("run", "--rm", "-u", "nosuch", BusyboxImage.Name, "true");
        await _docker.RunAsync("run", "--rm", "--pull", "never", "nosuchimage");
        await _docker.RunWithInputAsync("input"u8.ToArray(), "run", "--rm", "-i", BusyboxImage.Name, "cat");

        ids.Add(await _docker.OkAsync("run", "-d", "--tmpfs", "/t", "--shm-size", "1m", "--memory", "32m", BusyboxImage.Name, "sleep", "1000"));
        await _docker.OkAsync("exec", ids[^1], "true");
        await _docker.OkAsync("exec", "-d", ids[^1], "sleep", "1000");
        await _docker.RunAsync("exec", ids[^1], "nosuch");
        ids.Add(await _docker.OkAsync("run", "-dit", BusyboxImage.Name));
        ids.Add(await _docker.OkAsync("run", "-d", BusyboxImage.Name, "sleep", "1000"));
        await _docker.OkAsync("pause", ids[^1]);
        ids.Add(await _docker.OkAsync("create", BusyboxImage.Name));
        ids.Add(await _docker.OkAsync("run", "-d", BusyboxImage.Name, "sh", "-c", "while :; do echo tick; sleep 0.05; done"));
        await using (var follow = _docker.Begin("logs", "-f", ids[^1]))
            await follow.ShowsAsync("tick");
        using (var client = await HijackClient.PostAsync(_engine, $"/containers/{ids[^1]}/attach?stream=1&stdout=1"))
            await client.ReadUntilAsync("tick");
        await _docker.OkAsync("restart", "-t", "0", ids[^1]);
        await _docker.OkAsync(["rm", "-f", .. ids]);
        return ids;
    }
}
