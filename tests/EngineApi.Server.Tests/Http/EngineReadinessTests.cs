using EngineApi.Engine;
using Microsoft.AspNetCore.Builder;

namespace EngineApi.Server.Tests.Http;

public sealed class EngineReadinessTests
{
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Task<TestGateway> StartAsync() =>
        TestGateway.StartAsync(static app => app.MapGet("/test/engine", static () => "ready"), ready: _ready.Task);

    [Fact]
    public async Task Until_the_engine_is_ready_only_what_needs_none_is_answered()
    {
        await using var gateway = await StartAsync();
        var waiting = gateway.SendAsync("GET", "/test/engine");
        foreach (var path in (string[])["/_ping", "/v1.44/_ping"])
            Assert.Equal(200, (await gateway.SendAsync("GET", path)).Status);
        Assert.Equal((503, "{\"message\":\"the engine is starting\"}\n"), await gateway.SendAsync("GET", "/healthz") is var health ? (health.Status, health.Text) : default);
        Assert.Equal(501, (await gateway.SendAsync("POST", "/build")).Status);
        Assert.False(waiting.IsCompleted);
        _ready.SetResult();
        Assert.Equal("ready", (await waiting).Text);
    }

    [Fact]
    public async Task When_it_cannot_start_those_who_wait_are_told()
    {
        await using var gateway = await StartAsync();
        var waiting = gateway.SendAsync("GET", "/test/engine");
        _ready.SetException(new EngineException(ErrorKind.Unavailable, "containerd does not answer"));
        Assert.Equal((503, "{\"message\":\"containerd does not answer\"}\n"), await waiting is var answer ? (answer.Status, answer.Text) : default);
    }
}
