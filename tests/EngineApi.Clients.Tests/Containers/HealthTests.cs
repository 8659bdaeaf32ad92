using EngineApi.Testing;
using Xunit;

namespace EngineApi.Clients.Tests.Containers;

public class HealthTests(EngineProcess engine)
{
    private readonly DockerCli _docker = new(engine);

    [Fact]
    public async Task Ps_inspect_filters_and_events_tell_how_a_container_is()
    {
        var id = await _docker.OkAsync(
            "run", "-d", "--health-cmd", "cat /tmp/well", "--health-interval", "100ms", "--health-retries", "2", BusyboxImage.Name, "sleep", "1000");
        Assert.Equal("starting", await _docker.InspectAsync(id, "{{.State.Health.Status}}"));
        await BecomesAsync(id, "unhealthy");
        Assert.Contains("/tmp/well", await _docker.InspectAsync(id, "{{(index .State.Health.Log 0).Output}}"));
        await _docker.OkAsync("exec", id, "sh", "-c", "echo fine > /tmp/well");
        await BecomesAsync(id, "healthy");

        Assert.Matches(@"^Up .* \(healthy\)$", await _docker.OkAsync("ps", "--filter", "id=" + id, "--format", "{{.Status}}"));
        Assert.Equal(id, await _docker.OkAsync("ps", "-q", "--no-trunc", "--filter", "health=healthy"));
        Assert.DoesNotContain(id, await _docker.OkAsync("ps", "-aq", "--no-trunc", "--filter", "health=none"));
        var events = await _docker.OkAsync(
            "events", "--since", "1h", "--until", DockerCli.NextSecond(), "--filter", "container=" + id, "--filter", "event=health_status", "--format", "{{.Action}}");
        Assert.Equal("health_status: unhealthy\nhealth_status: healthy", events);
        await _docker.OkAsync("rm", "-f", id);
    }

    private Task BecomesAsync(string id, string status) =>
        Eventually.BecomesTrueAsync(async () => await _docker.InspectAsync(id, "{{.State.Health.Status}}") == status);
}
