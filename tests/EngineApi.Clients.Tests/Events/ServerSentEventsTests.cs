using System.Globalization;
using System.Text.Json.Nodes;
using EngineApi.Testing;
using Xunit;

namespace EngineApi.Clients.Tests.Events;

/// <summary><c>GET /events</c> as a browser or a monitor reads it, over restarts of the gateway. With a gateway of its own.</summary>
public sealed class ServerSentEventsTests : IAsyncLifetime
{
    private readonly EngineProcess _engine = new();
    private readonly DockerCli _docker;

    public ServerSentEventsTests() => _docker = new(_engine);

    public ValueTask InitializeAsync() => _engine.InitializeAsync();

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    [Fact]
    public async Task A_reader_resumes_over_a_restart_and_is_told_when_a_crash_may_have_lost_something()
    {
        string last;
        using (var events = await SseClient.GetAsync(_engine, "/events"))
        {
            await _docker.OkAsync("create", "--name", "one", BusyboxImage.Name, "true");
            Assert.Equal(("container", "create"), Told(await events.NextAsync()));
            last = events.LastId;
            await _docker.OkAsync("rename", "one", "two");
            Assert.Equal(("container", "rename"), Told(await events.NextAsync()));
        }

        await _engine.TerminateAsync();
        await _engine.StartAsync();
        using (var events = await SseClient.GetAsync(_engine, "/events", last))
        {
            Assert.Equal(("container", "rename"), Told(await events.NextAsync()));
            await _docker.OkAsync("rename", "two", "three");
            Assert.Equal(("container", "rename"), Told(await events.NextAsync()));
            Assert.Equal(Number(last) + 2, Number(events.LastId));
            last = events.LastId;
        }

        var file = Path.Combine(_engine.DataRoot, "events.log");
        await Eventually.BecomesTrueAsync(() => File.ReadAllText(file).Contains("\n" + last + " {", StringComparison.Ordinal));
        await _engine.KillAsync();
        await _engine.StartAsync();
        using (var events = await SseClient.GetAsync(_engine, "/events", last))
        {
            Assert.Equal("gap", (await events.NextAsync()).Name);
            await _docker.OkAsync("rm", "three");
            Assert.Equal(("container", "destroy"), Told(await events.NextAsync()));
            Assert.True(Number(events.LastId) > Number(last) + 1);
        }

        var now = ((DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).Ticks / 10_000_000m).ToString("0.0000000", CultureInfo.InvariantCulture);
        // The history is all there for Docker's clients, too.
        Assert.Equal("create\nrename\nrename\ndestroy", await _docker.OkAsync(
            "events", "--since", "1h", "--until", now, "--filter", "type=container", "--format", "{{.Action}}"));
    }

    private static long Number(string id) => long.Parse(id, CultureInfo.InvariantCulture);

    private static (string Name, string Action) Told((string Name, string Data) one) => (one.Name, JsonNode.Parse(one.Data)!["Action"]!.GetValue<string>());
}
