using EngineApi.Engine.Containers;
using EngineApi.Engine.Containers.Health;
using EngineApi.Testing;
using EngineApi.Wire.Containers;
using Xunit;

namespace EngineApi.Engine.Tests.Containers.Health;

public sealed class HealthWatchTests(EngineFixture fixture) : IClassFixture<EngineFixture>
{
    private const long Millisecond = 1_000_000;

    private TestEngine Engine => fixture.Engine;

    [Fact]
    public async Task Health_follows_what_the_probes_find_and_each_change_is_published_once()
    {
        var id = await RunAsync("test -e /tmp/well && echo fine");
        Assert.Equal(HealthStatus.Starting, Engine.Find(id).Current.Health!.Status);
        await BecomesAsync(id, HealthStatus.Unhealthy);
        await Engine.ExecAsync(id, "touch /tmp/well");
        await BecomesAsync(id, HealthStatus.Healthy);

        var shown = (await Engine.Get<InspectContainer>().ExecuteAsync(id, size: false, CancellationToken.None)).State.Health!;
        Assert.Equal((HealthStatus.Healthy, 0), (shown.Status, shown.FailingStreak));
        Assert.Equal((0, "fine\n"), (shown.Log![^1].ExitCode, shown.Log[^1].Output));
        Assert.Equal(["health_status: unhealthy", "health_status: healthy"], Engine.Actions(id).Where(action => action.StartsWith("health", StringComparison.Ordinal)));
        await Engine.AssertCleanAsync(fixture.Containerd);
    }

    [Fact]
    public async Task A_probe_that_never_returns_is_killed_and_counts_as_a_failure()
    {
        var id = await RunAsync("echo waiting; trap '' TERM; while :; do sleep 1; done", timeoutMilliseconds: 300, retries: 1);
        await BecomesAsync(id, HealthStatus.Unhealthy);
        var probe = Engine.Find(id).Current.Health!.Log[^1];
        Assert.Equal(-1, probe.ExitCode);
        Assert.StartsWith("Health check exceeded timeout (300ms)", probe.Output, StringComparison.Ordinal);
        await Engine.AssertCleanAsync(fixture.Containerd);
    }

    [Fact]
    public async Task A_probe_that_cannot_be_run_counts_as_a_failure_and_says_why()
    {
        var id = await Engine.CreateAsync(TestEngine.Sleep, request => request.Healthcheck = new HealthConfig
        {
            Test = ["CMD", "/not-there"], Interval = 50 * Millisecond, Retries = 1,
        });
        await Engine.StartAsync(id);
        await BecomesAsync(id, HealthStatus.Unhealthy);
        Assert.Contains("/not-there", Engine.Find(id).Current.Health!.Log[^1].Output, StringComparison.Ordinal);
        await Engine.AssertCleanAsync(fixture.Containerd);
    }

    [Fact]
    public async Task The_next_daemon_goes_on_probing_and_remembers()
    {
        var id = await RunAsync("test ! -e /tmp/ill");
        await BecomesAsync(id, HealthStatus.Healthy);
        var after = await fixture.RestartAsync(crash: true);
        Assert.Equal(HealthStatus.Healthy, after.Find(id).Current.Health!.Status);
        await after.ExecAsync(id, "touch /tmp/ill");
        await Eventually.BecomesTrueAsync(() => after.Find(id).Current.Health!.Status == HealthStatus.Unhealthy);
        await after.AssertCleanAsync(fixture.Containerd);
    }

    [Fact]
    public async Task What_the_probes_found_is_shown_by_the_next_daemon()
    {
        var id = await Engine.CreateAsync(TestEngine.Sleep, request => request.Healthcheck = new HealthConfig
        {
            Test = ["CMD-SHELL", "echo fine"], StartInterval = 50 * Millisecond, StartPeriod = 3_600_000 * Millisecond, Interval = 3_600_000 * Millisecond,
        });
        await Engine.StartAsync(id);
        await BecomesAsync(id, HealthStatus.Healthy);
        var before = Engine.Find(id).Current.Health!.Log;
        var after = await fixture.RestartAsync(crash: true);
        Assert.Equal(before, after.Find(id).Current.Health!.Log);
        Assert.Equal("fine\n", before[^1].Output);
        await after.AssertCleanAsync(fixture.Containerd);
    }

    [Fact]
    public async Task A_daemon_killed_in_the_midst_of_probes_leaves_no_container_that_cannot_be_reached()
    {
        var ids = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => RunAsync("true", intervalMilliseconds: 1)));
        foreach (var id in ids)
            await BecomesAsync(id, HealthStatus.Healthy);
        var after = await fixture.RestartAsync(crash: true);
        foreach (var id in ids)
        {
            await after.ExecAsync(id, "true");
            Assert.Equal(ContainerStatus.Running, after.Status(id));
        }

        await after.AssertCleanAsync(fixture.Containerd);
    }

    [Fact]
    public async Task Probing_ends_with_the_run_and_begins_with_the_next()
    {
        var id = await RunAsync("true");
        await BecomesAsync(id, HealthStatus.Healthy);
        await Engine.StopAsync(id);
        await Engine.StartAsync(id);
        Assert.Equal(HealthStatus.Starting, Engine.Find(id).Current.Health!.Status);
        await BecomesAsync(id, HealthStatus.Healthy);
        await Engine.AssertCleanAsync(fixture.Containerd);
    }

    private async Task<string> RunAsync(string probe, int timeoutMilliseconds = 60_000, int retries = 2, int intervalMilliseconds = 50)
    {
        var id = await Engine.CreateAsync(TestEngine.Sleep, request => request.Healthcheck = new HealthConfig
        {
            Test = ["CMD-SHELL", probe], Interval = intervalMilliseconds * Millisecond, Timeout = timeoutMilliseconds * Millisecond, Retries = retries,
        });
        await Engine.StartAsync(id);
        return id;
    }

    private Task BecomesAsync(string id, string status) => Eventually.BecomesTrueAsync(() => Engine.Find(id).Current.Health!.Status == status);
}
